import ArgumentParser
import DurableFiles
import Foundation
import Stages

/// `sluice status`: how a run goes, or went, from another terminal.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say how a run goes, from another terminal, while it runs or after.",
    discussion: """
      Examples:
        sluice status runs/spleen --follow
        sluice status runs/spleen --json

      Exit codes: 0 while it runs and when it is done, otherwise the run's own.
      """)

  @Argument(help: "The run's folder.")
  var path: String

  @Flag(help: "Go on until the run ends.")
  var follow = false

  @Flag(help: "Print JSON, with --follow a line a second.")
  var json = false

  func validate() throws {
    if path.isEmpty { throw ValidationError("Give a run's folder; this name is empty.") }
  }

  func run() async throws {
    let folder = RunFolder(path)
    while true {
      let seen = try SeenRun(folder)
      show(seen)
      guard follow, seen.isAlive else { return try end(seen) }
      try await Task.sleep(for: .seconds(1))
    }
  }

  private func show(_ seen: SeenRun) {
    if json {
      Output.line(seen.json)
    } else if follow, ProgressReporter.Style.isTerminal {
      Console.standardError.draw(seen.lines)
    } else {
      for line in seen.lines { Output.line(line) }
    }
  }

  private func end(_ seen: SeenRun) throws {
    guard !seen.isAlive, seen.exit != .done else { return }
    throw ExitCode(seen.exit.rawValue)
  }
}

/// A run as another process sees it.
struct SeenRun {
  let status: RunStatus
  /// Whether a process is at work on it.
  let isAlive: Bool
  /// For how many seconds it has said nothing.
  let silence: Double

  /// A process at work says something every second.
  private static let longestSilence = 15.0

  private static func age(of path: String) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.modificationDate] as? Date).map { -$0.timeIntervalSinceNow } ?? 0
  }

  /// - Throws: `CommandFailure` if the folder holds no run that has begun.
  init(_ folder: RunFolder) throws {
    // Should somebody have removed the lock's file, the journal's own still tells.
    isAlive = FolderLock.isHeld(folder.lock) || FolderLock.isHeld(folder.journal)
    silence = isAlive ? Self.age(of: folder.status) : 0
    guard let bytes = try? FileContents.read(folder.status) else {
      let what =
        isAlive
        ? "a run begins in \(folder.path), but has not said anything yet; ask again in a moment"
        : FilePath.exists(folder.journal)
          ? "the run in \(folder.path) has no status.json, which says how it goes; the next one writes it"
          : "\(folder.path) holds no run; give the folder that --out named"
      throw CommandFailure(.badInput, "error: \(what)")
    }
    guard let status = try? JSONDecoder().decode(RunStatus.self, from: Data(bytes)) else {
      throw CommandFailure(
        .badInput,
        "error: \(folder.status) is damaged or of another version; nothing is decided by it, and the "
          + "same command writes it anew as it goes on")
    }
    self.status = status
  }

  var lines: [String] { [heading] + RunStatusView(status, isAlive: isAlive).table }

  private var heading: String {
    switch (isAlive, status.phase) {
    case (true, .stopping): "Stopping: what is in flight is finished (process \(status.process))."
    case (true, _) where silence > Self.longestSilence:
      "Running since \(status.started), but process \(status.process) has said nothing for "
        + "\(Int(silence)) s: it is stopped, or a disk doesn't answer."
    case (true, _): "Running since \(status.started) (process \(status.process))."
    case (false, .ended): "Ended: \(ending). Begun \(status.started)."
    case (false, _):
      "Not running: process \(status.process) ended without a word. The same command goes on from "
        + "what is finished."
    }
  }

  private var ending: String {
    switch exit {
    case .done: "done"
    case .quarantined: "finished, with \(status.quarantined) set aside (quarantine.jsonl)"
    case .interrupted: "stopped before the end; the same command goes on from there"
    case .failed, .badInput: "failed"
    }
  }

  /// The run's exit code, as far as it has one.
  var exit: RunExit {
    switch (status.phase, status.outcome) {
    case (.ended, "done"): .done
    case (.ended, "partlyQuarantined"): .quarantined
    case (.ended, "failed"), (.ended, "allQuarantined"): .failed
    default: .interrupted
    }
  }

  var json: String {
    struct Line: Encodable {
      let alive: Bool
      let remaining: Double?
      let done: Double?
      let status: RunStatus
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      alive: isAlive, remaining: isAlive ? status.remaining : nil, done: status.done, status: status
    )
    return (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
