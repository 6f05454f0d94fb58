import Dataflow
import DurableFiles
import Foundation
import Stages
import Synchronization
import Telemetry

/// Writes `trace.json` while a run goes: what every worker did, how full every channel was, and how
/// much of the memory budget was taken.
final class RunTrace: RunObserver {
  private let writer: TraceWriter
  private let file: PendingTrace
  private let start = ContinuousClock.now
  /// Whether an earlier session left one.
  let hasEarlier: Bool
  private let sampling = Mutex<Task<Void, Never>?>(nil)

  /// Shorter activities than this, in microseconds, can't be seen and are left out.
  private static let shortest = Duration.microseconds(20)
  private static let interval = Duration.milliseconds(100)

  /// - Throws: `FileError` if the file can't be made.
  init(_ folder: RunFolder) throws {
    hasEarlier = FilePath.exists(folder.trace)
    let file = try PendingTrace(folder.trace)
    self.file = file
    writer = TraceWriter(name: "sluice \(folder.path)") { try file.append($0) }
  }

  func ended(_ span: Span) {
    // Waiting for input is what a gap says already.
    guard span.activity != .waiting, span.start.duration(to: span.end) >= Self.shortest else {
      return
    }
    let name = span.activity == .busy ? span.stage : "blocked"
    writer.span(
      track: "\(span.stage) \(span.worker + 1)", name: name,
      start: start.duration(to: span.start), duration: span.start.duration(to: span.end),
      arguments: span.item.map {
        [("case", .text($0.group)), ("slice", .integer($0.index))]
      } ?? [])
  }

  /// Samples the counters from now on.
  func follow(_ monitor: RunMonitor) {
    for stage in monitor.snapshot().stages {
      for worker in 1...max(stage.workers, 1) { writer.declare(track: "\(stage.name) \(worker)") }
    }
    let task = Task { [self] in
      while !Task.isCancelled {
        sample(monitor.snapshot())
        try? await Task.sleep(for: Self.interval)
      }
    }
    sampling.withLock { $0 = task }
  }

  private func sample(_ snapshot: RunSnapshot) {
    let now = start.duration(to: .now)
    writer.counter(
      "memory budget", value: Double(snapshot.budget.inUse), unit: "bytes", at: now)
    for stage in snapshot.stages {
      for (input, channel) in zip(stage.inputNames, stage.inputs) {
        writer.counter(
          "\(input) to \(stage.name)", value: Double(channel.depth), unit: "items", at: now)
      }
    }
  }

  /// Ends the file. A trace that can't be written is no reason for a run to fail.
  ///
  /// - Parameter keep: whether the run began at all.
  func finish(keep: Bool) async {
    sampling.withLock { $0 }?.cancel()
    do {
      try await writer.finish()
      if keep { try file.publish() } else { file.discard() }
    } catch {
      file.discard()
      standardError("The trace could not be written: \(error)")
    }
  }
}

/// The trace's file: one task writes it, on the trace's own thread.
private final class PendingTrace: Sendable {
  // Sent, not shared: only touched while the lock is held.
  private struct Holder: @unchecked Sendable {
    let file: PendingFile
  }

  private let holder: Mutex<Holder>

  init(_ path: String) throws {
    holder = Mutex(Holder(file: try PendingFile(path)))
  }

  func append(_ bytes: [UInt8]) throws {
    try holder.withLock { try $0.file.write(bytes) }
  }

  func publish() throws {
    _ = try holder.withLock { try $0.file.publish() }
  }

  func discard() {
    holder.withLock { $0.file.discard() }
  }
}
