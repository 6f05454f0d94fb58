/// The overlap of every label value, gathered slice by slice over a volume.
public struct LabelOverlap: Sendable, Hashable, Codable {
  /// Overlap by label value; a value in neither volume has no entry. 0 is background and left out.
  public private(set) var byLabel: [Int: MaskOverlap] = [:]

  /// No slices yet.
  public init() {}

  /// The overlap of one slice.
  ///
  /// Throws `PictureError.sizes` if the planes differ in size.
  public init(predicted: Plane<UInt16>, reference: Plane<UInt16>) throws {
    try checkSameSize(predicted, reference)
    // one tally a value, found by index: the labels of a task are small numbers
    let largest = max(predicted.pixels.max() ?? 0, reference.pixels.max() ?? 0)
    var tallies = [MaskOverlap](repeating: MaskOverlap(), count: Int(largest) + 1)
    for (p, r) in zip(predicted.pixels, reference.pixels) where p | r != 0 {
      tallies[Int(p)].predicted += 1
      tallies[Int(r)].reference += 1
      if p == r { tallies[Int(p)].intersection += 1 }
    }
    for (label, tally) in tallies.enumerated() where label > 0 && !tally.isEmpty {
      byLabel[label] = tally
    }
  }

  /// The overlap of `label`; empty where neither volume has it.
  public subscript(label: Int) -> MaskOverlap { byLabel[label] ?? MaskOverlap() }

  /// Adds a slice's (or a volume's) counts.
  public mutating func add(_ slice: LabelOverlap) {
    byLabel.merge(slice.byLabel, uniquingKeysWith: +)
  }
}
