import ArgumentParser
import Dataflow
import DurableFiles
import Foundation
import GraphFile
import Stages

/// Keeps a run's own files: run.json, metrics.json, quarantine.jsonl.
struct RunRecords {
  let folder: RunFolder
  let options: RunOptions

  /// Commands that make a graph of their own, with stages of the same names: in another's folder each would
  /// take the other's results for what its own stages made before, and remove them.
  private static let withGraphsOfTheirOwn = [
    LabelCommand.self, PredictCommand.self, StudyCommand.self, TrainCommand.self,
  ].compactMap { (command: any ParsableCommand.Type) in command.configuration.commandName }

  /// - Throws: `CommandFailure` if another command made what is in the folder.
  func refuseOtherCommand() throws {
    guard let before = try? RunDescription(contentsOf: folder.description).command.first,
      let now = CommandLine.arguments.dropFirst().first, before != now,
      Self.withGraphsOfTheirOwn.contains(before), Self.withGraphsOfTheirOwn.contains(now)
    else { return }
    throw CommandFailure(
      .badInput,
      "error: \(folder.path) is the folder of a `sluice \(before)`, whose results `sluice \(now)` would take "
        + "the place of; give another --out")
  }

  /// Says what was asked, before anything happens. What an earlier graph asked is kept beside it.
  ///
  /// - Parameter models: SHA-256 of every checkpoint, by path.
  func begin(_ spec: GraphSpec, models: [String: String], started: String) throws {
    let description = RunDescription(
      version: Version.current, command: Array(CommandLine.arguments.dropFirst()),
      graph: spec.yaml(), memory: options.memory.bytes, threads: options.threadCount,
      started: started, models: models)
    if let before = try? RunDescription(contentsOf: folder.description),
      before.graph != description.graph
    {
      var number = 1
      while FilePath.exists(folder.earlierDescription(number)) { number += 1 }
      try LocalFileSystem().rename(folder.description, to: folder.earlierDescription(number))
    }
    try write(description, to: folder.description)
  }

  /// Says how the run went.
  func finish(_ outcome: RunOutcome, resumed: Bool) throws {
    // Where time went is worth more than that there was nothing to do.
    if !outcome.hadNothingToDo || !FilePath.exists(folder.metrics) {
      try write(RunMetrics(outcome, resumed: resumed), to: folder.metrics)
    }
    try keepQuarantine(
      outcome.quarantined, complete: outcome.completeGroups, cameToAll: outcome.status != .stopped)
  }

  private func keepQuarantine(
    _ items: [QuarantinedItem], complete: [String], cameToAll: Bool
  ) throws {
    let list = QuarantineList(
      items, complete: complete, cameToAll: cameToAll,
      before: QuarantineList(contentsOf: folder.quarantine))
    if list.entries.isEmpty {
      try LocalFileSystem().remove(folder.quarantine)
    } else {
      try PendingFile.write(try list.lines(), to: folder.quarantine)
    }
  }

  /// Says that the run did not come to its end, in place of what an earlier session said.
  func finish(_ word: String, _ monitor: RunMonitor, resumed: Bool) throws {
    let (snapshot, complete) = (monitor.snapshot(), monitor.completeGroups)
    try keepQuarantine(monitor.quarantined, complete: complete, cameToAll: false)
    try write(
      RunMetrics(
        status: word, snapshot, complete: complete.count, quarantined: snapshot.quarantined,
        resumed: resumed), to: folder.metrics)
  }

  private func write(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try PendingFile.write(Array(try encoder.encode(value)), to: path)
  }
}

extension RunOutcome {
  /// Whether everything was finished before.
  var hadNothingToDo: Bool {
    status == .done && snapshot.groupsReused == completeGroups.count
      && snapshot.stages.allSatisfy { $0.items == 0 }
  }
}

/// run.json: what was asked.
struct RunDescription: Codable {
  let version: String
  let command: [String]
  /// YAML, variables replaced.
  let graph: String
  /// Bytes.
  let memory: Int
  let threads: Int
  /// ISO 8601, UTC.
  let started: String
  /// SHA-256 of every checkpoint, by path.
  let models: [String: String]

  init(
    version: String, command: [String], graph: String, memory: Int, threads: Int, started: String,
    models: [String: String]
  ) {
    self.version = version
    self.command = command
    self.graph = graph
    self.memory = memory
    self.threads = threads
    self.started = started
    self.models = models
  }

  init(contentsOf path: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(try FileContents.read(path)))
  }
}

extension RunFolder {
  /// What was asked before the graph changed for the n-th time.
  func earlierDescription(_ number: Int) -> String { "\(path)/run.\(number).json" }
}
