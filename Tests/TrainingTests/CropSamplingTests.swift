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

  /// The pixel around which the crop is.
  private func centre(_ sampling: CropSampling, _ slice: TrainingSlice, _ seed: UInt64) -> Int {
    var random = SplitMix64(seed)
    let isPositive = random.unit() < sampling.positiveShare
    return sampling.centre(slice, isPositive: isPositive, &random)
  }

  /// Which labels the centres have.
  private func shares(_ sampling: CropSampling, of slice: TrainingSlice) -> [UInt8: Double] {
    let count = 4000
    let labels = (0..<count).map { seed in
      slice.target[centre(sampling, slice, UInt64(seed))]
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
    var drawn: Set<Int> = []
    for seed: UInt64 in 0..<1000 {
      let pixel = centre(sampling, slice, seed)
      if slice.target[pixel] == 1 { drawn.insert(pixel) }
    }
    #expect(drawn.count == 9)
  }

  @Test func withoutForegroundOrBackgroundTheOtherIsTaken() {
    var flat = TrainingSlice.empty(height: 10, width: 10)
    let positive = CropSampling(height: 4, width: 4, positiveShare: 1)
    #expect(shares(positive, of: flat) == [0: 1])
    flat.target = Array(repeating: 255, count: 100)
    #expect(shares(positive, of: flat) == [255: 1])
    flat.target = Array(repeating: 255, count: 50) + Array(repeating: 3, count: 50)
    #expect(shares(CropSampling(height: 4, width: 4, positiveShare: 0), of: flat) == [3: 1])
  }

  @Test func aCropIsAPartOfTheSliceWithItsCentre() {
    let sampling = CropSampling(height: 13, width: 16)
    for seed: UInt64 in 0..<50 {
      let crop = sampling(slice, seed: seed)
      let (row, column) = centre(sampling, slice, seed).quotientAndRemainder(dividingBy: 50)
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
    // In the middle, the odd row and column of padding after it.
    let (top, left) = ((5 - height) / 2, (6 - width) / 2)
    for row in 0..<5 {
      for column in 0..<6 {
        let (y, x) = (row - top, column - left)
        let isInside = y >= 0 && x >= 0 && y < height && x < width
        let (from, to) = (y * width + x, row * 6 + column)
        #expect(crop.image[to] == (isInside ? slice.image[from] : 0))
        #expect(crop.target[to] == (isInside ? slice.target[from] : 0))
        #expect(crop.confidence![to] == (isInside ? slice.confidence![from] : 0))
      }
    }
  }
}
