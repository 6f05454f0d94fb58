internal import Dispatch
internal import Synchronization

/// Writes where a run's time went as `trace.json`, in Chrome's trace event format.
///
/// The file opens at https://ui.perfetto.dev. Every worker is a track of spans, every counter a
/// curve. Times are durations since the run began. Events are collected in memory, a few megabytes
/// at most, and written on a thread of the trace's own; when writing is too slow, events are lost,
/// and nobody waits. The file is bounded too: once it is half full, only the longer spans and sparser
/// samples of counters are taken, ever fewer as it fills. The trace says so itself in both cases.
///
/// A file that was cut off anywhere opens nevertheless; one that was finished is valid JSON.
///
/// Memory grows with the number of different tracks and counters: let their names be few, and
/// put cases and slices into the arguments.
///
/// Source: "Trace Event Format", https://github.com/google/trace-viewer
public final class TraceWriter: Sendable {
  private let state: Mutex<TraceStateMachine>
  private let queue = DispatchQueue(label: "trace")
  private let write: @Sendable ([UInt8]) throws -> Void

  /// - Parameters:
  ///   - name: of the run.
  ///   - limit: the size of the file in bytes; at least 64 KiB.
  ///   - write: appends bytes to the file, never called twice at once. When it throws, the trace
  ///     takes nothing more and `finish()` throws the error.
  public convenience init(
    name: String, limit: Int = 64 << 20, write: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.init(name: name, limits: .init(file: limit), write: write)
  }

  init(
    name: String, limits: TraceStateMachine.Limits,
    write: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    state = Mutex(TraceStateMachine(name: name, limits: limits))
    self.write = write
  }

  /// Gives a track its place, below those that came before. Without it tracks are in the order of
  /// their first spans.
  public func declare(track: String) {
    change { $0.declare(track: track) }
  }

  /// Something that went on for a while on one track.
  ///
  /// Spans of a track must not overlap, unless one lies within the other.
  public func span(
    track: String, name: String, start: Duration, duration: Duration,
    arguments: [(String, TraceArgument)] = []
  ) {
    var tail = TraceJSON(",\"name\":")
    tail.string(name)
    if !arguments.isEmpty { tail.arguments(arguments) }
    tail.raw("}")
    // Both ends are rounded alike, so that spans that follow each other don't come to overlap.
    let first = start.wholeNanoseconds
    let last = max(first, (start + duration).wholeNanoseconds)
    change { $0.span(track: track, start: first, end: last, tail: tail) }
  }

  /// A value at an instant, which holds until the next one.
  ///
  /// - Parameter unit: what is counted; it stands behind the counter's name.
  public func counter(_ name: String, value: Double, unit: String = "value", at time: Duration) {
    guard value.isFinite else { return }
    var tail = TraceJSON(",\"name\":")
    tail.string(name)
    tail.arguments([(unit, .number(value))])
    tail.raw("}")
    change { $0.sample(counter: name, at: time.wholeNanoseconds, tail: tail) }
  }

  /// Begins to write what is still held back.
  public func flush() {
    if state.withLock({ $0.beginWriting(enough: 1) }) { queue.async { self.drain() } }
  }

  /// Ends the file and returns when all is written. What comes after is ignored.
  ///
  /// - Throws: what `write` threw first.
  public func finish() async throws {
    state.withLock { $0.finish() }
    flush()
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume() }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func change(_ body: (inout TraceStateMachine) -> Void) {
    let isEnough = state.withLock { state in
      body(&state)
      return state.beginWriting()
    }
    if isEnough { queue.async { self.drain() } }
  }

  private func drain() {
    while let chunk = state.withLock({ $0.takeChunk() }) {
      do {
        try write(chunk)
      } catch {
        state.withLock { $0.fail(error) }
      }
    }
  }
}

extension Duration {
  /// Rounded down; what 64 bits can't hold becomes the largest number they can.
  fileprivate var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || carry
      ? (seconds < 0 ? -(1 << 62) : 1 << 62) : min(max(sum, -(1 << 62)), 1 << 62)
  }
}
