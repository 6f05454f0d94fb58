/// What the random numbers for one use of a slice follow from, and nothing else does: neither the
/// thread nor what came before.
public struct AugmentationSeed: Hashable, Sendable {
  /// The seed of the training.
  public var seed: UInt64
  public var epoch: Int
  /// The case's name.
  public var caseName: String
  /// The slice's index in its volume.
  public var slice: Int
  /// Which of the slice's uses in the epoch, if it has several.
  public var repetition: Int

  public init(seed: UInt64, epoch: Int, caseName: String, slice: Int, repetition: Int = 0) {
    self.seed = seed
    self.epoch = epoch
    self.caseName = caseName
    self.slice = slice
    self.repetition = repetition
  }

  /// The seed to give to a crop and an augmentation; the two draw different numbers from it.
  ///
  /// It begins as the seed. Epoch, case name (as the 64-bit FNV-1a hash of its UTF-8), slice and
  /// repetition are mixed in one after the other: by exclusive or, then a step of SplitMix64.
  public var value: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in caseName.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let parts = [epoch, slice, repetition].map { UInt64(bitPattern: Int64($0)) }
    return [parts[0], hash, parts[1], parts[2]].reduce(seed) { seed, part in
      var state = seed ^ part
      return nextRandom(&state)
    }
  }
}
