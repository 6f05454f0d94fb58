import ArgumentParser
import Dataflow
import DurableFiles
import Foundation
import GraphFile
import Logging
import Stages
import Synchronization
import Tensors

/// Runs a graph in a run folder, from where an earlier run left it: progress, signals, records, exit
/// code.
struct RunSession {
  let options: RunOptions
  let out: String

  /// Runs a checked graph. Returns if everything got through; otherwise ends the command with the
  /// run's exit code.
  func run(_ checked: CheckedGraph) async throws {
    let opened = try OpenRun(out)
    let environment: LabelingEnvironment
    let graph: Graph
    let metrics: RunMetricsService?
    let records = RunRecords(folder: opened.folder, options: options)
    let started = ISO8601DateFormatter().string(from: Date())
    do {
      environment = LabelingEnvironment(
        folder: opened.folder, team: ThreadTeam(threads: options.threadCount),
        models: ModelLibrary(), logger: options.logger, journal: opened.journal,
        cache: try options.embeddingCache())
      graph = try checked.plan.build(environment: environment)
      metrics = try await RunMetricsService(options)
      try records.begin(
        checked.spec, models: try checked.spec.models(environment.models), started: started)
    } catch let error as FileError where error.isOutOfSpace {
      opened.withdraw()
      throw CommandFailure(.interrupted, outOfSpace: error)
    } catch {
      opened.withdraw()
      throw error
    }
    try await drive(graph, environment, opened, records, metrics, started)
  }

  private func drive(
    _ graph: Graph, _ environment: LabelingEnvironment, _ opened: OpenRun, _ records: RunRecords,
    _ metrics: RunMetricsService?, _ started: String
  ) async throws {
    let control = RunControl()
    let stopReason = Mutex<String?>(nil)
    let watchers = try RunWatchers(
      opened.folder, options, metrics, started: started, environment.activity)
    let disk = DiskWatch(path: opened.folder.path)
    let monitor = Mutex<RunMonitor?>(nil)
    let runner = GraphRunner(
      budget: options.memory.bytes, journal: opened.journal,
      retriesSetAside: options.retryQuarantined, observer: watchers.trace,
      logger: environment.logger)
    let stop: @Sendable (String?) -> Void = { reason in
      stopReason.withLock { $0 = $0 ?? reason }
      watchers.status.stopping()
      environment.activity.stop()
      control.stop()
    }
    let running = Task {
      try await runner.run(graph, control: control) { begun in
        monitor.withLock { $0 = begun }
        let notice = ResumeNotice(survey: begun.survey, formerStages: begun.formerStages)
        for line in notice.lines { standardError(line) }
        if let warning = disk.warning(expecting: begun.remainingDiskBytes) {
          standardError(warning)
        }
        watchers.follow(begun)
      }
    }
    let interruption = Interruption(
      drain: options.drain, stop: { stop(nil) }, cancel: { running.cancel() })
    defer { interruption.end() }
    let watching = Task {
      await disk.watch { free in
        stop("only \(free.formattedBytes) are free on the disk of \(opened.folder.path)")
      }
    }
    let result = await running.result
    watching.cancel()
    let begun = monitor.withLock { $0 }
    let ending = RunEnding(result, hasStarted: begun != nil)
    await watchers.finish(begun?.snapshot(), ending)
    let isThere = FilePath.exists(opened.folder.journal)
    if case .outcome = ending {
    } else if let begun, isThere {
      // What matters more is said below.
      try? records.finish(ending.word, begun.snapshot(), resumed: opened.isContinued)
      _ = try? ReportFile.write(opened.folder.path)
    }
    do {
      try finish(ending, opened, records, stopReason.withLock { $0 })
    } catch let failure as CommandFailure where failure.exit == .interrupted {
      // The disk filled up when all but the records was written.
      await watchers.status.finish(begun?.snapshot(), outcome: "stopped")
      throw failure
    }
  }

  private static func movedAway(_ folder: RunFolder) -> String {
    "the run's folder was moved or emptied while it ran. Where its journal is now, the same command with "
      + "that --out goes on; what lies in \(folder.path) is of no use."
  }

  private func finish(
    _ ending: RunEnding, _ opened: OpenRun, _ records: RunRecords, _ stopReason: String?
  ) throws {
    let folder = opened.folder
    // Nobody could go on from what lies there.
    guard FilePath.exists(folder.journal) else {
      if case .notStarted(let error) = ending {
        throw CommandFailure(.badInput, "error: \(error)")
      }
      throw CommandFailure(.failed, "error: \(ending.reason)\(Self.movedAway(folder))")
    }
    switch ending {
    case .outcome(let outcome):
      do {
        try records.finish(outcome, resumed: opened.isContinued)
        _ = try ReportFile.write(folder.path)
      } catch let error as FileError where error.isOutOfSpace {
        throw CommandFailure(.interrupted, outOfSpace: error)
      } catch {
        let place =
          FilePath.exists(folder.journal)
          ? "Finished cases are in \(folder.path)." : Self.movedAway(folder)
        throw CommandFailure(.failed, "error: \(error)\n\(place)")
      }
      guard FilePath.exists(folder.journal) else {
        throw CommandFailure(.failed, "error: \(Self.movedAway(folder))")
      }
      if let stopReason { standardError("stopped: \(stopReason)") }
      RunSummary(folder: folder, outcome: outcome).report(asJSON: options.json)
      let exit = RunExit(outcome.status)
      if exit != .done { throw ExitCode(exit.rawValue) }
    case .cancelled:
      throw CommandFailure(
        .interrupted, "stopped; the same command goes on from what is finished")
    case .outOfSpace(let failure):
      throw CommandFailure(.interrupted, outOfSpace: failure)
    case .notStarted(let error):
      opened.withdraw()
      throw CommandFailure(.badInput, "error: \(error)")
    case .failed(let error):
      throw CommandFailure(
        .failed,
        "error: \(error)\nThe run stopped there; finished cases are in \(folder.path), and the same "
          + "command goes on from them.")
    }
  }
}

/// How a run came to its end.
enum RunEnding {
  case outcome(RunOutcome)
  /// Ended at once, on request.
  case cancelled
  case outOfSpace(any Error)
  case notStarted(any Error)
  case failed(any Error)

  init(_ result: Result<RunOutcome, any Error>, hasStarted: Bool) {
    switch result {
    case .success(let outcome): self = .outcome(outcome)
    case .failure(let error) where error is CancellationError: self = .cancelled
    case .failure(let error as StageFailure) where error.isOutOfSpace: self = .outOfSpace(error)
    case .failure(let error as FileError) where error.isOutOfSpace: self = .outOfSpace(error)
    case .failure(let error): self = hasStarted ? .failed(error) : .notStarted(error)
    }
  }

  var hadNothingToDo: Bool {
    if case .outcome(let outcome) = self { outcome.hadNothingToDo } else { false }
  }

  /// What ended the run early, as the beginning of a message; empty if nothing did.
  var reason: String {
    switch self {
    case .outcome, .cancelled: ""
    case .outOfSpace(let error), .notStarted(let error), .failed(let error): "\(error)\n"
    }
  }

  /// For programs.
  var word: String {
    switch self {
    case .outcome(let outcome): "\(outcome.status)"
    case .cancelled, .outOfSpace: "stopped"
    case .notStarted, .failed: "failed"
    }
  }
}

extension RunExit {
  init(_ status: RunOutcome.Status) {
    self =
      switch status {
      case .done: .done
      case .partlyQuarantined: .quarantined
      case .allQuarantined: .failed
      case .stopped: .interrupted
      }
  }
}

extension GraphSpec {
  /// SHA-256 of every checkpoint that a stage names, by path.
  func models(_ library: ModelLibrary) throws -> [String: String] {
    var digests: [String: String] = [:]
    for stage in expanding().stages {
      guard let path = stage.options.first(where: { $0.name == "checkpoint" })?.value.text else {
        continue
      }
      digests[path] = try library.digest(of: path)
    }
    return digests
  }
}
