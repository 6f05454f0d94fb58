internal import Foundation

extension SplitMix64 {
  /// Two independent normally distributed numbers of mean 0 and deviation 1 (Box & Muller, 1958).
  mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(1 - unit())).squareRoot()
    let angle = 2 * Double.pi * unit()
    return (radius * cos(angle), radius * sin(angle))
  }
}
