import Testing

@testable import Training

struct CropSamplingTests {
  /// 40 × 50 background, with 3 × 3 of class 1, 12 × 12 of class 5 and a corner that is ignored.
  private let slice: TrainingSlice = {
    var slice = TrainingSlice.random(height: 40, width: 50, seed: 6)
    for row in 0..<40 {
      for column in 0..<50 {
        let label: UInt8 =
          switch (row, column) {
          case (5..<8, 20..<23): 1
          case (20..<32, 30..<42): 5
          case (30..., ..<10): 255
          default: 0
          }
        slice.target[row * 50 + column] = label
      }
    }
    return slice
  }()

  /// Which labels the centres have.
  private func shares(_ sampling: CropSampling, of slice: TrainingSlice) -> [UInt8: Double] {
    let count = 4000
    let labels = (0..<count).map { seed in
      let (row, column) = sampling.centre(slice, seed: UInt64(seed))
      return slice.target[row * slice.width + column]
    }
    return Dictionary(grouping: labels) { $0 }.mapValues { Double($0.count) / Double(count) }
  }

  /// 4000 draws: five standard deviations are at most 4 %.
  @Test(arguments: [0.0, 0.25, 0.5, 1.0]) func positivesHaveTheirShare(_ share: Double) {
    let found = shares(CropSampling(height: 8, width: 8, positiveShare: share), of: slice)
    let positive = (found[1] ?? 0) + (found[5] ?? 0)
    #expect(abs(positive - share) < 0.04)
    #expect(abs((found[0] ?? 0) - (1 - share)) < 0.04)
    #expect(found[255] == nil)
    // By pixels: 9 to 144.
    #expect(abs((found[1] ?? 0) - share * 9 / 153) < 0.04)
  }

  @Test func classesAreBalanced() {
    let found = shares(
      CropSampling(height: 8, width: 8, positiveShare: 0.8, balancesClasses: true), of: slice)
    #expect(abs((found[1] ?? 0) - 0.4) < 0.04)
    #expect(abs((found[5] ?? 0) - 0.4) < 0.04)
    #expect(abs((found[0] ?? 0) - 0.2) < 0.04)
  }

  @Test func eachPixelOfAClassIsDrawn() {
    let sampling = CropSampling(height: 8, width: 8, positiveShare: 1, balancesClasses: true)
    var drawn: Set<[Int]> = []
    for seed: UInt64 in 0..<1000 {
      let (row, column) = sampling.centre(slice, seed: seed)
      if slice.target[row * 50 + column] == 1 { drawn.insert([row, column]) }
    }
    #expect(drawn.count == 9)
  }

  @Test func withoutForegroundOrBackgroundTheOtherIsTaken() {
    var flat = TrainingSlice.empty(height: 10, width: 10)
    let positive = CropSampling(height: 4, width: 4, positiveShare: 1)
    #expect(shares(positive, of: flat) == [0: 1])
    flat.target = Array(repeating: 255, count: 100)
    #expect(shares(positive, of: flat) == [255: 1])
    flat.target = Array(repeating: 3, count: 100)
    #expect(shares(CropSampling(height: 4, width: 4, positiveShare: 0), of: flat) == [3: 1])
  }

  @Test func aCropIsAPartOfTheSliceWithItsCentre() {
    let sampling = CropSampling(height: 13, width: 16)
    for seed: UInt64 in 0..<50 {
      let crop = sampling(slice, seed: seed)
      let (row, column) = sampling.centre(slice, seed: seed)
      let top = max(0, min(row - 6, 40 - 13))
      let left = max(0, min(column - 8, 50 - 16))
      #expect((top..<top + 13).contains(row) && (left..<left + 16).contains(column))
      #expect((crop.height, crop.width) == (13, 16))
      for i in 0..<13 {
        let line = (top + i) * 50 + left
        #expect(crop.image[i * 16..<i * 16 + 16] == slice.image[line..<line + 16])
        #expect(crop.target[i * 16..<i * 16 + 16] == slice.target[line..<line + 16])
        #expect(crop.confidence![i * 16..<i * 16 + 16] == slice.confidence![line..<line + 16])
      }
      #expect(crop == sampling(slice, seed: seed))
    }
    #expect(Set((0..<50).map { sampling(slice, seed: $0).image }).count > 40)
  }

  @Test(arguments: [(0, 0), (0, 4), (1, 1), (1, 9), (9, 1), (3, 4)])
  func smallSlicesArePadded(_ height: Int, _ width: Int) {
    let slice = TrainingSlice.random(height: height, width: width, seed: 3)
    let crop = CropSampling(height: 5, width: 6)(slice, seed: 1)
    #expect((crop.height, crop.width) == (5, 6))
    guard height <= 5 && width <= 6 else { return }
    for row in 0..<5 {
      for column in 0..<6 {
        let isInside = row < height && column < width
        let from = row * width + column
        #expect(crop.image[row * 6 + column] == (isInside ? slice.image[from] : 0))
        #expect(crop.target[row * 6 + column] == (isInside ? slice.target[from] : 0))
        #expect(crop.confidence![row * 6 + column] == (isInside ? slice.confidence![from] : 255))
      }
    }
  }

  @Test func sizesAndSharesAreChecked() {
    #expect(CropSampling().problems.isEmpty)
    #expect(CropSampling(height: 0, width: -3, positiveShare: 1.5).problems.count == 3)
    #expect(CropSampling(positiveShare: .nan).problems == ["positive-share: 0 to 1, not nan"])
    let crop = CropSampling(height: .min, width: -1, positiveShare: .nan)(slice, seed: 1)
    #expect(crop.image.isEmpty)
  }
}
