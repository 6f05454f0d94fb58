import Foundation
import Testing

@testable import Imaging

@Suite struct DatasetFactsTests {
  /// Pixels of `mask` with a 4-neighbour outside it, by the definition.
  private func boundary(_ mask: Plane<UInt8>) -> Int {
    func isIn(_ row: Int, _ column: Int) -> Bool {
      (0..<mask.rows).contains(row) && (0..<mask.columns).contains(column)
        && mask.pixels[row * mask.columns + column] != 0
    }
    var count = 0
    for row in 0..<mask.rows {
      for column in 0..<mask.columns where isIn(row, column) {
        let neighbours = [
          (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1),
        ]
        if neighbours.contains(where: { !isIn($0.0, $0.1) }) { count += 1 }
      }
    }
    return count
  }

  @Test func drawnShapesAreCounted() {
    var tally = OutlineTally()
    // 4 × 3 pixels, of which two are inside; a bar of two at the margin.
    tally.add(
      drawnMask(
        "........",
        ".####..#",
        ".####..#",
        ".####...",
        "........"))
    #expect(tally.slices == 1)
    #expect(tally.pixels == 14)
    #expect(tally.components == 2)
    #expect(tally.boundaryPixels == 12)
    tally.add(drawnMask("...", "..."))
    #expect(tally.slices == 1)
    // At the margin everything is outlined; a diagonal is two components.
    var full = OutlineTally()
    full.add(drawnMask("###", "###", "###"))
    #expect(full.boundaryPixels == 8)
    var diagonal = OutlineTally()
    diagonal.add(drawnMask("#.", ".#"))
    #expect(diagonal.components == 2 && diagonal.boundaryPixels == 2)
  }

  @Test(arguments: [5, 50, 95] as [UInt64])
  func randomMasksAgreeWithTheDefinition(percent: UInt64) {
    let mask = randomMask(percent: percent)
    var tally = OutlineTally()
    tally.add(mask)
    #expect(tally.boundaryPixels == boundary(mask))
    #expect(tally.pixels == mask.pixels.count { $0 != 0 })
  }

  /// 8 × 6 × 3 voxels of 0.5 × 0.75 × 2 mm; label 1 is 4 × 3 pixels on slice 1, label 3 touches it.
  private func writeCase(_ folder: ScanFolder, _ id: String, slices: Int = 3) throws -> DatasetCase
  {
    var image = NIfTIFixture()
    image.dim = [3, 8, 6, slices, 1, 1, 1, 1]
    image.values = (0..<48 * slices).map { Double($0 % 7) * 100 - 1000 }
    var label = image
    label.type = .uint8
    label.values = (0..<48 * slices).map { n in
      let (column, row, slice) = (n % 8, n / 8 % 6, n / 48)
      guard slice == 1, (1..<4).contains(row) else { return 0 }
      return (1..<5).contains(column) ? 1 : column == 5 ? 3 : 0
    }
    return DatasetCase(
      id: id, imagePath: try image.write(folder, id),
      labelPath: try label.write(folder, id + "-label"))
  }

  @Test func aCaseIsMeasured() throws {
    let folder = try ScanFolder()
    let facts = try CaseFacts.measure(writeCase(folder, "a"))
    #expect(facts.columns == 8 && facts.rows == 6 && facts.slices == 3)
    #expect(facts.spacing == SIMD3(0.5, 0.75, 2))
    #expect(facts.minimum == -1000 && facts.maximum == -400)
    #expect(facts.labels.keys.sorted() == [1, 3])
    #expect(facts.labels[1]?.pixels == 12)
    #expect(facts.labels[1]?.boundaryPixels == 10)
    #expect(facts.labels[3]?.pixels == 3)
    #expect(facts.labels[3]?.components == 1)
    // One foreground: 5 × 3 pixels, three of them inside.
    #expect(facts.foreground.components == 1)
    #expect(facts.foreground.boundaryPixels == 12)
    #expect(facts.foreground.slices == 1)
  }

  @Test func casesArePutTogether() throws {
    let folder = try ScanFolder()
    let cases = [
      try writeCase(folder, "a"), try writeCase(folder, "b", slices: 5),
      DatasetCase(id: "c", imagePath: try writeCase(folder, "c").imagePath),
    ]
    let survey = DatasetSurvey.measure(DatasetDescription(name: "set", labels: [:], cases: cases))
    #expect(survey.failures.isEmpty)
    let facts = try #require(
      DatasetFacts(
        name: "set", labels: [0: "background", 1: "liver", 2: "cyst"], cases: survey.cases))
    #expect(facts.cases == 3 && facts.labelledCases == 2)
    #expect(facts.slices == 11 && facts.nonEmptySlices == 2)
    #expect(facts.labels.map(\.name) == ["liver", "cyst", "label_3"])
    #expect(facts.labels.map(\.cases) == [2, 0, 2])
    // 12 voxels of 0.75 mm³.
    let volume = try #require(facts.labels[0].volume?.median)
    #expect(abs(volume - 0.009) < 1e-12)
    #expect(facts.labels[1].volume == nil)
    #expect(facts.spacing.z == DatasetFacts.Range([2]))
    #expect(facts.foreground.boundaryPixels == 24)
    #expect(DatasetFacts(name: "none", labels: [:], cases: []) == nil)
  }

  @Test func mediansAreThoseOfTheMiddle() {
    #expect(DatasetFacts.Range([]) == nil)
    #expect(DatasetFacts.Range([3, 1, 2])?.median == 2)
    #expect(DatasetFacts.Range([4, 1, 2, 3])?.median == 2.5)
  }

  @Test func aBadCaseDoesNotHideTheOthers() throws {
    let folder = try ScanFolder()
    let good = try writeCase(folder, "good")
    let bad = try folder.write("no scan", "bad.nii")
    let survey = DatasetSurvey.measure(
      DatasetDescription(
        name: "set", labels: [:],
        cases: [DatasetCase(id: "bad", imagePath: bad), good]))
    #expect(survey.cases.map(\.id) == ["good"])
    #expect(survey.failures.map(\.caseID) == ["bad"])
  }

  @Test(.enabled(if: SharedVolume.exist, "the real scans are not there"))
  func realLabelsAgreeWithTheDefinition() throws {
    let spleen = "\(SharedVolume.folder)/Task09_Spleen"
    let dataset = try Dataset.open(spleen, DatasetOptions(include: ["spleen_001"]))
    let facts = try CaseFacts.measure(dataset.cases[0])
    let label = try SharedVolume("Task09_Spleen/labelsTr/spleen_001.nii.gz")
    var expected = (slices: 0, pixels: 0, boundary: 0)
    for k in 0..<label.slices {
      let slice = label.slice(k)
      let mask = Plane<UInt8>(
        rows: slice.rows, columns: slice.columns, pixels: slice.pixels.map { $0 != 0 ? 1 : 0 })
      let pixels = mask.pixels.count { $0 != 0 }
      expected.slices += pixels > 0 ? 1 : 0
      expected.pixels += pixels
      expected.boundary += boundary(mask)
    }
    #expect(facts.foreground.slices == expected.slices)
    #expect(facts.foreground.pixels == expected.pixels)
    #expect(facts.foreground.boundaryPixels == expected.boundary)
    #expect(facts.slices == label.slices)
  }
}
