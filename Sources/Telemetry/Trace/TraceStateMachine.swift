/// What a trace has taken, what it holds back, and what waits to be written.
///
/// The file is an array of events in Chrome's trace event format. Its readers take one without an
/// end, so that what is left of a trace that was cut off still opens.
struct TraceStateMachine {
  struct Limits {
    /// The whole file, in bytes.
    var file: Int
    /// What waits to be written, in bytes; events that come on top are lost.
    var backlog = 4 << 20
    /// How much is collected before it is written, in bytes.
    var chunk = 64 << 10
  }

  /// Kept free of events for the notes on thinning and for the end, in bytes.
  static let reserve = 16 << 10
  static let smallestFile = 4 * reserve

  private let limits: Limits
  private var thinning: TraceThinning
  private var pending: [UInt8]
  private var isBeingWritten = false
  private var isFinished = false
  /// The numbers of the tracks. 1 stands for the process itself.
  private var tracks: [String: Int] = [:]
  /// When a sample of each counter was last taken, in nanoseconds.
  private var sampled: [String: Int64] = [:]
  private var latest: Int64 = 0

  /// Events left out because the file would have grown too large.
  private(set) var leftOut = 0
  /// Events lost because writing was too slow.
  private(set) var lost = 0
  private(set) var failure: (any Error)?

  init(name: String, limits: Limits) {
    self.limits = limits
    thinning = TraceThinning(room: max(limits.file, Self.smallestFile) - Self.reserve)
    var start = TraceJSON("[\n")
    start.metadata("process_name", thread: 1, argument: ("name", .text(name)))
    pending = start.bytes
  }

  /// Gives a track its place, below those that came before.
  mutating func declare(track: String) {
    guard isOpen, tracks[track] == nil else { return }
    let names = names(of: track)
    guard take(.first, bytes: names.bytes.count, at: latest) else { return }
    tracks[track] = nextTrack
    pending.append(contentsOf: names.bytes)
  }

  /// - Parameters:
  ///   - start: in nanoseconds, as `end`.
  ///   - tail: the event from its name on.
  mutating func span(track: String, start: Int64, end: Int64, tail: TraceJSON) {
    guard isOpen else { return }
    let isNew = tracks[track] == nil
    var event = isNew ? names(of: track) : TraceJSON()
    event.raw(",\n{\"ph\":\"X\",\"ts\":")
    event.microseconds(nanoseconds: start)
    event.raw(",\"dur\":")
    event.microseconds(nanoseconds: end - start)
    event.raw(",\"pid\":1,\"tid\":")
    event.integer(tracks[track] ?? nextTrack)
    event.append(tail)
    guard take(.span(end - start), bytes: event.bytes.count, at: end) else { return }
    if isNew { tracks[track] = nextTrack }
    pending.append(contentsOf: event.bytes)
  }

  /// - Parameters:
  ///   - time: in nanoseconds.
  ///   - tail: the event from its name on.
  mutating func sample(counter: String, at time: Int64, tail: TraceJSON) {
    guard isOpen else { return }
    var event = TraceJSON(",\n{\"ph\":\"C\",\"ts\":")
    event.microseconds(nanoseconds: time)
    event.raw(",\"pid\":1,\"tid\":1")
    event.append(tail)
    let kind = sampled[counter].map { TraceThinning.Event.sample(max(time - $0, 0)) } ?? .first
    guard take(kind, bytes: event.bytes.count, at: time) else { return }
    sampled[counter] = time
    pending.append(contentsOf: event.bytes)
  }

  /// Ends the file. What comes after is ignored.
  mutating func finish() {
    guard isOpen else { return }
    if leftOut > 0 || lost > 0 {
      note(
        "this trace is not complete",
        [
          ("events left out to save space", .integer(leftOut)),
          ("events lost because writing was slow", .integer(lost)),
        ])
    }
    pending.append(contentsOf: TraceJSON("\n]\n").bytes)
    isFinished = true
  }

  /// Whether the caller has to write now: there is enough, and nobody else does.
  mutating func beginWriting(enough: Int? = nil) -> Bool {
    guard !isBeingWritten, pending.count >= enough ?? limits.chunk else { return false }
    isBeingWritten = true
    return true
  }

  /// What to write next; `nil` ends the writing.
  mutating func takeChunk() -> [UInt8]? {
    guard !pending.isEmpty, failure == nil else {
      isBeingWritten = false
      return nil
    }
    defer { pending = [] }
    return pending
  }

  /// Writing failed: nothing more is taken.
  mutating func fail(_ error: any Error) {
    failure = error
    pending = []
  }

  private var isOpen: Bool { !isFinished && failure == nil }

  private var nextTrack: Int { tracks.count + 2 }

  /// Decides on an event, and says in the trace if fewer are taken from now on.
  private mutating func take(_ event: TraceThinning.Event, bytes: Int, at time: Int64) -> Bool {
    latest = max(latest, time)
    guard pending.count + bytes <= limits.backlog else {
      lost += 1
      return false
    }
    let stage = thinning.stage
    let isTaken = thinning.admit(event, bytes: bytes, at: latest)
    if !isTaken { leftOut += 1 }
    if thinning.isFull, thinning.stage != stage {
      note("from here on nothing is taken: the file has reached its limit", [])
    } else if thinning.stage != stage {
      note(
        "from here on short spans are left out, and samples of counters that are close together",
        [
          ("shortest span, in ms", .number(Double(thinning.shortestSpan) / 1e6)),
          ("one of so many of the shortest", .integer(thinning.spansForOne)),
          ("shortest interval, in ms", .number(Double(thinning.shortestInterval) / 1e6)),
        ])
    }
    return isTaken
  }

  private mutating func note(_ text: String, _ arguments: [(String, TraceArgument)]) {
    var event = TraceJSON(",\n{\"ph\":\"i\",\"ts\":")
    event.microseconds(nanoseconds: latest)
    event.raw(",\"pid\":1,\"tid\":1,\"s\":\"p\",\"name\":")
    event.string(text)
    event.arguments(arguments)
    event.raw("}")
    pending.append(contentsOf: event.bytes)
  }

  /// The next track's name, and its place among the others.
  private func names(of track: String) -> TraceJSON {
    var event = TraceJSON(",\n")
    event.metadata("thread_name", thread: nextTrack, argument: ("name", .text(track)))
    event.raw(",\n")
    event.metadata(
      "thread_sort_index", thread: nextTrack, argument: ("sort_index", .integer(nextTrack)))
    return event
  }
}

extension TraceJSON {
  fileprivate mutating func metadata(
    _ name: String, thread: Int, argument: (String, TraceArgument)
  ) {
    raw("{\"ph\":\"M\",\"pid\":1,\"tid\":")
    integer(thread)
    raw(",\"name\":")
    string(name)
    arguments([argument])
    raw("}")
  }
}
