import ArgumentParser
import Dataflow
import Foundation
import GraphFile
import Logging
import Stages
import Synchronization
import Tensors

/// Runs a graph in a run folder: progress, signals, records, exit code.
struct RunSession {
  let options: RunOptions
  let folder: RunFolder
  let environment: LabelingEnvironment

  init(options: RunOptions, out: String) {
    self.options = options
    folder = RunFolder(out)
    environment = LabelingEnvironment(
      folder: folder, team: ThreadTeam(threads: options.threadCount), models: ModelLibrary(),
      logger: options.logger)
  }

  /// Runs a checked graph. Returns if everything got through; otherwise ends the command with the
  /// run's exit code.
  func run(_ checked: CheckedGraph) async throws {
    let graph = try checked.plan.build(environment: environment)
    try folder.create()
    let records = RunRecords(folder: folder, options: options)
    do {
      try records.begin(checked.spec)
    } catch {
      records.withdraw()
      throw error
    }

    let control = RunControl()
    let progress = ProgressReporter(style: .suited(json: options.json))
    let hasStarted = Atomic(false)
    let runner = GraphRunner(budget: options.memory.bytes, logger: environment.logger)
    let running = Task {
      try await runner.run(graph, control: control) {
        hasStarted.store(true, ordering: .relaxed)
        progress.follow($0)
      }
    }
    let interruption = Interruption(control: control) { running.cancel() }
    defer { interruption.end() }
    let result = await running.result
    await progress.finish()
    switch result {
    case .success(let outcome):
      do {
        try records.finish(outcome)
      } catch {
        throw CommandFailure(.failed, "error: \(error)\nFinished cases are in \(folder.path).")
      }
      RunSummary(folder: folder, outcome: outcome).report(asJSON: options.json)
      let exit = RunExit(outcome.status)
      if exit != .done { throw ExitCode(exit.rawValue) }
    case .failure(let error) where error is CancellationError:
      throw CommandFailure(.interrupted, "stopped; unfinished cases were discarded")
    case .failure(let error) where !hasStarted.load(ordering: .relaxed):
      records.withdraw()
      throw CommandFailure(.badInput, "error: \(error)")
    case .failure(let error):
      throw CommandFailure(
        .failed, "error: \(error)\nThe run stopped there; finished cases are in \(folder.path).")
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
