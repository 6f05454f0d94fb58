import Dataflow
import Foundation
import GraphFile
import Stages

/// Keeps a run's own files: run.json, metrics.json, quarantine.jsonl.
struct RunRecords {
  let folder: RunFolder
  let options: RunOptions

  /// Says what was asked, before anything happens.
  func begin(_ spec: GraphSpec) throws {
    let description = Description(
      version: Version.current, command: Array(CommandLine.arguments.dropFirst()),
      graph: spec.yaml(), memory: options.memory.bytes, threads: options.threadCount,
      started: ISO8601DateFormatter().string(from: Date()))
    try FileManager.default.writeWhole(try encode(description), to: folder.description)
  }

  /// Takes back what `begin` wrote, for a run that did not start.
  func withdraw() {
    try? FileManager.default.removeItem(atPath: folder.description)
    // Only an empty folder goes; `rmdir` leaves any other alone.
    rmdir(folder.path)
  }

  /// Says how the run went.
  func finish(_ outcome: RunOutcome) throws {
    try FileManager.default.writeWhole(
      try encode(RunMetrics(outcome)), to: folder.metrics)
    guard !outcome.quarantined.isEmpty else { return }
    let lines = try outcome.quarantined.map { item in
      try encode(
        Quarantined(
          case: item.group, slice: item.index, stage: item.stage, error: "\(item.error)"),
        pretty: false)
    }
    try FileManager.default.writeWhole(
      Data(lines.map { $0 + Data("\n".utf8) }.joined()), to: folder.quarantine)
  }

  private func encode(_ value: some Encodable, pretty: Bool = true) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty
      ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      : [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  private struct Description: Encodable {
    let version: String
    let command: [String]
    let graph: String
    let memory: Int
    let threads: Int
    let started: String
  }

  private struct Quarantined: Encodable {
    let `case`: String
    let slice: Int?
    let stage: String
    let error: String
  }
}
