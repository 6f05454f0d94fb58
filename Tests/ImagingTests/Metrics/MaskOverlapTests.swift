import Imaging
import Testing

struct MaskOverlapTests {
  @Test func countsAndScores() throws {
    let overlap = try MaskOverlap(
      predicted: drawnMask("##.", "##."), reference: drawnMask(".##", "..."))
    #expect(overlap == MaskOverlap(predicted: 4, reference: 2, intersection: 1))
    #expect(overlap.dice == 2.0 / 6)
    #expect(overlap.iou == 1.0 / 5)
    #expect(overlap.precision == 1.0 / 4)
    #expect(overlap.recall == 1.0 / 2)
  }

  @Test func twoEmptyMasksHaveNoScore() throws {
    let empty = try MaskOverlap(predicted: drawnMask(".."), reference: drawnMask(".."))
    #expect(empty.dice == nil && empty.iou == nil && empty.isEmpty)
    #expect(empty.precision == nil && empty.recall == nil)
    #expect(try MaskOverlap(predicted: drawnMask("#."), reference: drawnMask("..")).dice == 0)
  }

  @Test func gathersPerLabelOverAVolume() throws {
    let first = try LabelOverlap(
      predicted: Plane(rows: 1, columns: 5, pixels: [1, 1, 2, 0, 3]),
      reference: Plane(rows: 1, columns: 5, pixels: [1, 2, 2, 2, 0]))
    var volume = LabelOverlap()
    volume.add(first)
    volume.add(first)
    #expect(volume[1] == MaskOverlap(predicted: 4, reference: 2, intersection: 2))
    #expect(volume[2] == MaskOverlap(predicted: 2, reference: 6, intersection: 2))
    #expect(volume[3] == MaskOverlap(predicted: 2, reference: 0, intersection: 0))
    #expect(volume[4].dice == nil)
    #expect(volume.byLabel.keys.sorted() == [1, 2, 3])
  }

  @Test func refusesDifferentSizes() {
    #expect(throws: PictureError.self) {
      try MaskOverlap(predicted: drawnMask(".."), reference: drawnMask("..."))
    }
  }
}
