/// Decides which events a trace of bounded size still takes.
///
/// The first half of the room is given to whatever comes. Each further stage has a quarter of what
/// is left, and is thinned so that it should last at least as long as everything before it: a trace
/// covers a run of any length, coarser the longer it goes on. Half of a stage is meant for spans, of
/// which the longest are taken, and half for samples of counters, which are taken at a distance.
/// Since many spans are about equally long, of the shortest that are taken it is only every n-th.
struct TraceThinning {
  /// What an event is, with its length in nanoseconds.
  enum Event {
    case span(Int64)
    /// How long ago the last sample of this counter was taken.
    case sample(Int64)
    /// A name, or a counter's first sample.
    case first
  }

  /// A stage that would be smaller, in bytes, takes all that is left instead.
  static let smallestStage = 512

  private let room: Int
  private var taken = 0
  private var stageStart: Int64 = 0
  private var stageEnd: Int
  /// Those of the stage.
  private var spans = Lengths()
  private var intervals = Lengths()

  /// Spans shorter than this are left out, in nanoseconds.
  private(set) var shortestSpan: Int64 = 0
  /// Of spans less than twice as long as the shortest, one in so many is taken.
  private(set) var spansForOne = 1
  private var spansSeen = 0
  /// Samples of a counter closer to the last than this are left out, in nanoseconds.
  private(set) var shortestInterval: Int64 = 0
  /// How often events became fewer.
  private(set) var stage = 0

  /// - Parameter room: in bytes.
  init(room: Int) {
    self.room = room
    stageEnd = room / 2
  }

  /// There is no room for anything.
  var isFull: Bool { stageEnd == 0 }

  /// Whether to take an event of so many bytes that ends at `time`, in nanoseconds.
  mutating func admit(_ event: Event, bytes: Int, at time: Int64) -> Bool {
    while !isFull, isOfUse(event) {
      if taken + bytes <= stageEnd {
        taken += bytes
        switch event {
        case .span(let length): spans.count(length, bytes: bytes)
        case .sample(let length): intervals.count(length, bytes: bytes)
        case .first: break
        }
        return true
      }
      beginStage(at: time)
    }
    return false
  }

  private mutating func isOfUse(_ event: Event) -> Bool {
    switch event {
    case .span(let length):
      guard length >= shortestSpan else { return false }
      guard spansForOne > 1, length / 2 < max(shortestSpan, 1) else { return true }
      spansSeen += 1
      return spansSeen % spansForOne == 0
    case .sample(let interval): return interval >= shortestInterval
    case .first: return true
    }
  }

  private mutating func beginStage(at time: Int64) {
    stage += 1
    let left = room - stageEnd
    let bytes = left < Self.smallestStage ? left : left / 4
    stageEnd = left == 0 ? 0 : stageEnd + bytes

    // How much more than its half of the stage each kind would take at the pace of the last stage.
    let last = Double(max(time - stageStart, 1))
    let repeats = Double(max(time, 1)) / last * 2 / Double(max(bytes, 1))
    let spanExcess = Double(spans.bytes) * repeats
    if spanExcess > 1 { leaveOutSpans(keeping: 1 / spanExcess) }
    let sampleExcess = Double(intervals.bytes) * repeats
    if sampleExcess > 1 {
      let usual = Double(max(shortestInterval, intervals.split(at: 0.5).shortest, 1))
      shortestInterval = Int64(min(usual * sampleExcess, 0x1p62))
    }
    (spans, intervals) = (Lengths(), Lengths())
    stageStart = time
  }

  private mutating func leaveOutSpans(keeping share: Double) {
    let (shortest, part) = spans.split(at: share)
    let already = shortest == shortestSpan ? Double(spansForOne) : 1
    spansForOne = Int((min(already / max(part, 1e-6), 1e9) - 1e-6).rounded(.up))
    shortestSpan = shortest
  }
}

/// How many lengths there were between one power of two and the next.
private struct Lengths {
  private var counts = [Int](repeating: 0, count: 63)
  private(set) var bytes = 0

  mutating func count(_ length: Int64, bytes: Int) {
    counts[length > 0 ? Int64.bitWidth - 1 - length.leadingZeroBitCount : 0] += 1
    self.bytes += bytes
  }

  /// Where the longest share begins: the power of two at or below its shortest, and the part of the
  /// lengths between that and its double which belong to the share.
  func split(at share: Double) -> (shortest: Int64, part: Double) {
    var wanted = share * Double(counts.reduce(0, +))
    for exponent in counts.indices.reversed() where counts[exponent] > 0 {
      let count = Double(counts[exponent])
      if count >= wanted { return (exponent == 0 ? 0 : 1 << exponent, wanted / count) }
      wanted -= count
    }
    return (0, 1)
  }
}
