/// Random numbers that are the same on every machine and in every version of Swift: SplitMix64 (Steele,
/// Lea & Flood, "Fast splittable pseudorandom number generators", 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(_ seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 { nextRandom(&state) }

  /// One seed made of several numbers; other numbers give unrelated ones.
  public static func seed(_ parts: UInt64...) -> UInt64 {
    parts.reduce(0) { seed, part in
      var state = seed ^ part
      return nextRandom(&state)
    }
  }
}
