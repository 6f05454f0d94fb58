import Foundation

@testable import Training

extension TrainingSlice {
  static func empty(height: Int, width: Int) -> TrainingSlice {
    TrainingSlice(
      height: height, width: width, image: Array(repeating: 0, count: height * width),
      target: Array(repeating: 0, count: height * width))
  }

  /// Every pixel of its own; labels 0, 1, 2, 7 and what is ignored.
  static func random(height: Int, width: Int, seed: UInt64) -> TrainingSlice {
    var random = SplitMix64(seed)
    var slice = empty(height: height, width: width)
    slice.image = slice.image.map { _ in Float(random.unit()) }
    slice.target = slice.target.map { _ in [0, 1, 2, 7, 255][random.below(5)] }
    slice.confidence = slice.target.map { _ in UInt8(random.below(255)) }
    return slice
  }

  /// The image between its pixels, in double precision.
  func interpolated(_ y: Double, _ x: Double) -> Double {
    var sum = 0.0
    for row in 0..<height where abs(y - Double(row)) < 1 {
      for column in 0..<width where abs(x - Double(column)) < 1 {
        sum +=
          (1 - abs(y - Double(row))) * (1 - abs(x - Double(column)))
          * Double(image[row * width + column])
      }
    }
    return sum
  }

  func nearest(_ plane: [UInt8], _ y: Double, _ x: Double) -> UInt8 {
    let (row, column) = (floor(y + 0.5), floor(x + 0.5))
    guard row >= 0, column >= 0, row < Double(height), column < Double(width) else {
      return 0
    }
    return plane[Int(row) * width + Int(column)]
  }
}
