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
    let interruption = Interruption(drain: options.drain)
    defer { interruption.end() }
    let opened = try OpenRun(out)
    let environment: LabelingEnvironment
    let graph: Graph
    let metrics: RunMetricsService?
    let records = RunRecords(folder: opened.folder, options: options)
    try records.refuseOtherCommand()
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
    try await drive(graph, environment, opened, records, metrics, interruption, started)
  }

  private func drive(
    _ graph: Graph, _ environment: LabelingEnvironment, _ opened: OpenRun, _ records: RunRecords,
    _ metrics: RunMetricsService?, _ interruption: Interruption, _ started: String
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
    interruption.attach(stop: { stop(nil) }, cancel: { running.cancel() })
    let watching = Task {
      await disk.watch { free in
        stop("only \(free.formattedBytes) are free on the disk of \(opened.folder.path)")
      }
    }
    let result = await running.result
    watching.cancel()
    let begun = monitor.withLock(\.self)
    let snapshot = begun?.snapshot()
    let ending = RunEnding(result, hasStarted: snapshot != nil)
    await watchers.finish(snapshot, ending)
    let closing = RunClosing(
      opened: opened, records: records, ending: ending, monitor: begun,
      stopReason: stopReason.withLock { $0 })
    do {
      try closing.close(asJSON: options.json)
    } catch let failure as CommandFailure where failure.exit == .interrupted {
      // The disk may have filled up when all but the records was written.
      await watchers.status.finish(snapshot, outcome: "stopped")
      throw failure
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
