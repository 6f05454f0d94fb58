/// The random numbers of one change to one slice (SplitMix64).
struct SliceRandom {
  /// What the numbers are for. Each use has a sequence of its own, so that what one draws doesn't
  /// depend on whether another is switched on.
  enum Use: UInt64 {
    case flips = 1
    case rot90, affine, zoom, elastic, intensityShift, contrast, noise, crop
  }

  private var state: UInt64

  init(_ seed: UInt64, _ use: Use) {
    var mixed = seed ^ (use.rawValue << 56)
    state = nextRandom(&mixed)
  }

  mutating func next() -> UInt64 { nextRandom(&state) }

  /// A number in `low ..< high`, in steps of 2⁻⁵³ of the range.
  mutating func between(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * Double(next() >> 11) * 0x1p-53
  }

  mutating func within(_ range: ClosedRange<Double>) -> Double {
    between(range.lowerBound, range.upperBound)
  }

  /// A number in `0 ..< count`; the bias of `count / 2⁶⁴` is of no consequence here.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Whether something of this probability happens.
  mutating func happens(_ probability: Double) -> Bool { between(0, 1) < probability }
}
