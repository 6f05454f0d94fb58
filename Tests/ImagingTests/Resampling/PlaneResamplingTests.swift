import Testing

@testable import Imaging

struct PlaneResamplingTests {
  private let source: Plane<Float> = {
    var random = SeededGenerator(seed: 5)
    return Plane(
      rows: 12, columns: 16, pixels: (0..<192).map { _ in Float(random.next() % 2000) - 1000 })
  }()

  /// Reference: Pillow, mode F, `BILINEAR`, box (0, 0, 15, 12); tolerance 1e-3 HU.
  @Test func reducesAsPillowDoes() throws {
    let result = try source.resampled(
      rows: ResamplingGrid(
        sourceCount: 12, sourceSpacing: 1, targetCount: 5, targetSpacing: 2.4),
      columns: ResamplingGrid(
        sourceCount: 16, sourceSpacing: 1, targetCount: 6, targetSpacing: 2.5))
    let expected: [Float] = [
      160.48909, 304.59918, 203.22479, 156.27519, -195.28241, -13.7536, 10.97689, -33.95797,
    ]
    for (value, reference) in zip(result.pixels, expected) {
      #expect(abs(value - reference) < 1e-3)
    }
    #expect(abs(result.pixels.reduce(0, +) - 1150.3689) < 1e-2)
  }

  /// Reference: Pillow, mode F, `BILINEAR`; tolerance 1e-3 HU.
  @Test func enlargesAsPillowDoes() throws {
    let result = try source.resampled(
      rows: ResamplingGrid(sourceCount: 12, sourceSpacing: 2, targetSpacing: 1),
      columns: ResamplingGrid(sourceCount: 16, sourceSpacing: 2, targetSpacing: 1))
    #expect(result.rows == 24 && result.columns == 32)
    let expected: [Float] = [-382, -450.5, -587.5, -476.25, -116.75, -25.5, -202.5, -103]
    for (value, reference) in zip(result.pixels, expected) {
      #expect(abs(value - reference) < 1e-3)
    }
    #expect(abs(result.pixels.reduce(0, +) - 14288) < 0.1)
  }

  @Test func constantStaysConstant() throws {
    let plane = Plane<Float>(rows: 33, columns: 45, repeating: -100)
    for spacing in [0.37, 0.9, 1.7, 6.1, 40] {
      let result = try plane.resampled(
        rows: ResamplingGrid(sourceCount: 33, sourceSpacing: 0.8, targetSpacing: spacing),
        columns: ResamplingGrid(sourceCount: 45, sourceSpacing: 0.8, targetSpacing: spacing))
      #expect(result.pixels.allSatisfy { abs($0 + 100) < 1e-3 })
    }
  }

  @Test func labelsGoThereAndBack() throws {
    let labels = Plane<UInt16>(rows: 2, columns: 3, pixels: [1, 2, 3, 4, 5, 6])
    let rows = try ResamplingGrid(sourceCount: 2, sourceSpacing: 3, targetSpacing: 1)
    let columns = try ResamplingGrid(sourceCount: 3, sourceSpacing: 3, targetSpacing: 1)
    let fine = try labels.resampledNearest(rows: rows, columns: columns)
    #expect(fine.rows == 6 && fine.columns == 9)
    #expect(Array(fine.pixels[..<9]) == [1, 1, 1, 2, 2, 2, 3, 3, 3])
    #expect(try fine.resampledNearest(rows: rows.inverse, columns: columns.inverse) == labels)
  }

  @Test func blendsTwoSlices() throws {
    let a = Plane<Float>(rows: 1, columns: 2, pixels: [0, 100])
    let b = Plane<Float>(rows: 1, columns: 2, pixels: [100, 300])
    #expect(try a.blended(with: b, weight: 0.25).pixels == [25, 150])
    #expect(try a.blended(with: b, weight: 0) == a)
    #expect(throws: PictureError.self) { try a.blended(with: source, weight: 0.5) }
  }

  @Test func refusesGridsOfOtherPlanes() throws {
    let grid = try ResamplingGrid(sourceCount: 16, sourceSpacing: 1, targetSpacing: 2)
    #expect(throws: PictureError.self) { try source.resampled(rows: grid, columns: grid) }
  }
}
