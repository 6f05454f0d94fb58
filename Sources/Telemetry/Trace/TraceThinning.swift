/// Decides which events a trace of bounded size still takes.
///
/// The first half of the room is given to whatever comes. Each further stage has a quarter of what
/// is left, and is thinned so that it should last at least as long as everything before it: a trace
/// covers a run of any length, coarser the longer it goes on. Half of a stage is meant for spans, of
/// which the longest are taken, and half for samples of counters, which are taken at a distance.
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
    while !isFull, isLongEnough(event) {
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

  private func isLongEnough(_ event: Event) -> Bool {
    switch event {
    case .span(let length): length >= shortestSpan
    case .sample(let length): length >= shortestInterval
    case .first: true
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
    if spanExcess > 1 { shortestSpan = max(shortestSpan, spans.bound(keeping: 1 / spanExcess)) }
    let sampleExcess = Double(intervals.bytes) * repeats
    if sampleExcess > 1 {
      let usual = Double(max(shortestInterval, intervals.bound(keeping: 0.5)))
      shortestInterval = Int64(min(usual * sampleExcess, 0x1p62))
    }
    (spans, intervals) = (Lengths(), Lengths())
    stageStart = time
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

  /// The least power of two that no more than a share of the lengths reach; 0 if there were none.
  func bound(keeping share: Double) -> Int64 {
    let total = counts.reduce(0, +)
    var kept = 0
    for exponent in counts.indices.reversed() {
      kept += counts[exponent]
      if Double(kept) > share * Double(total) { return 1 << min(exponent + 1, 62) }
    }
    return 0
  }
}
