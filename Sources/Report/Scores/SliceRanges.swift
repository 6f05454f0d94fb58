/// Numbers of slices, kept as ranges: `0–7, 12`.
public struct SliceRanges: Sendable, Codable, Equatable, CustomStringConvertible {
  private var ranges: [ClosedRange<Int>] = []
  public private(set) var count = 0

  public init() {}

  /// Adds a slice after all that are there; in another order it becomes a range of its own.
  public mutating func add(_ slice: Int) {
    count += 1
    if let last = ranges.last, last.upperBound < .max, slice == last.upperBound + 1 {
      ranges[ranges.count - 1] = last.lowerBound...slice
    } else {
      ranges.append(slice...slice)
    }
  }

  public var isEmpty: Bool { ranges.isEmpty }

  /// At most 24 ranges are written out.
  public var description: String {
    let texts = ranges.prefix(24).map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
    }
    return texts.joined(separator: ", ")
      + (ranges.count > texts.count ? ", … (\(count.grouped) in all)" : "")
  }
}
