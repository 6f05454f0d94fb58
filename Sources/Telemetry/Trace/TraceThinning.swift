/// Decides which events a trace of bounded size still takes.
///
/// The first half of the room is given to whatever comes. Each further stage has half of what is
/// left, and takes only events that last as long as the longest quarter of those before. Since the
/// threshold at least doubles while the room halves, a trace covers a run of any length: coarser,
/// the longer it goes on.
struct TraceThinning {
  /// The last stage takes at most this much; smaller ones would only write notes.
  static let smallestStage = 4096
  /// The first threshold above nothing, in nanoseconds.
  static let leastThreshold: Int64 = 1 << 17

  private let room: Int
  private var stageEnd: Int
  private var taken = 0
  /// How many events of the stage lasted 2^i nanoseconds or more, but less than twice that.
  private var lengths = [Int](repeating: 0, count: 63)

  /// Events shorter than this are left out, in nanoseconds.
  private(set) var threshold: Int64 = 0
  /// There is no room for anything.
  private(set) var isFull = false

  /// - Parameter room: in bytes.
  init(room: Int) {
    self.room = room
    stageEnd = room / 2
  }

  /// Whether to take an event of so many bytes.
  ///
  /// - Parameter length: how long a span lasts, or how long ago its counter was last written, in
  ///   nanoseconds.
  mutating func admit(bytes: Int, length: Int64) -> Bool {
    guard !isFull else { return false }
    while length >= threshold {
      if taken + bytes <= stageEnd {
        taken += bytes
        lengths[Self.magnitude(length)] += 1
        return true
      }
      guard stageEnd < room else {
        isFull = true
        return false
      }
      raise()
    }
    return false
  }

  private mutating func raise() {
    let total = lengths.reduce(0, +)
    var above = 0
    var exponent = lengths.count - 1
    while exponent > 0, (above + lengths[exponent]) * 4 <= total {
      above += lengths[exponent]
      exponent -= 1
    }
    // The bucket at `exponent` would make it more than a quarter, so the next one up is the first kept.
    let next = Int64(1) << min(exponent + 1, 62)
    threshold = max(next, min(threshold, 1 << 61) * 2, Self.leastThreshold)
    lengths = [Int](repeating: 0, count: lengths.count)
    let left = room - stageEnd
    stageEnd = left <= Self.smallestStage ? room : stageEnd + left / 2
  }

  private static func magnitude(_ length: Int64) -> Int {
    length > 0 ? Int64.bitWidth - 1 - length.leadingZeroBitCount : 0
  }
}
