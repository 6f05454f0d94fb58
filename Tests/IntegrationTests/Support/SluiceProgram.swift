import Foundation
import Synchronization

/// The program as it was built, run as people run it: in a process of its own.
struct SluiceProgram {
  /// What a finished process left.
  struct Outcome: CustomStringConvertible {
    let arguments: [String]
    /// The exit code; the negated signal if one ended the process.
    let exit: Int32
    let output: String
    let errors: String

    /// For the comments of failed expectations.
    var description: String {
      "sluice \(arguments.joined(separator: " ")) ended with \(exit)\n\(output)\(errors)"
    }

    /// Whether what was printed, wrapped or not, contains the text.
    func says(_ text: String) -> Bool {
      (output + errors).contains(text)
    }
  }

  /// Longer than the slowest run by far; a process that takes longer hangs.
  static let timeLimit = Duration.seconds(300)

  static let path: String = {
    if let given = ProcessInfo.processInfo.environment["SLUICE"] { return given }
    // SwiftPM leaves the tests and the program in the same folder.
    return URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("sluice").path
  }()

  /// Processes at a time: they have threads of their own, and tests in a row are soonest done.
  private static let slots = Slots(2)

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - program: if another than `sluice`.
  ///   - onLine: called for each line on standard output, with the process, while it runs.
  static func run(
    _ arguments: [String], program: String = path, in folder: String = Package.root,
    onLine: (@Sendable (Substring, Process) -> Void)? = nil
  ) async throws -> Outcome {
    await slots.enter()
    defer { slots.leave() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Capture(), Capture())
    process.standardOutput = output.pipe
    process.standardError = errors.pipe
    if let onLine { output.onLine = { [unowned process] in onLine($0, process) } }
    let timer = Task {
      try await Task.sleep(for: timeLimit)
      process.killAtOnce()
    }
    defer { timer.cancel() }
    try process.run()
    async let outputText = output.text()
    async let errorText = errors.text()
    let (printed, complaints) = await (outputText, errorText)
    process.waitUntilExit()
    let exit = process.terminationStatus
    return Outcome(
      arguments: arguments, exit: process.terminationReason == .exit ? exit : -exit,
      output: printed, errors: complaints)
  }

  static func run(_ arguments: String...) async throws -> Outcome {
    try await run(arguments)
  }
}

extension Process {
  /// Ends the process as a power cut would.
  func killAtOnce() {
    if isRunning { kill(processIdentifier, SIGKILL) }
  }
}

/// Reads a pipe on a thread of its own, since a full pipe would stop the process.
private final class Capture: @unchecked Sendable {
  let pipe = Pipe()
  /// Set before reading begins.
  var onLine: ((Substring) -> Void)?

  func text() async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var bytes = Data()
        var lineStart = 0
        while case let more = pipe.fileHandleForReading.availableData, !more.isEmpty {
          bytes.append(more)
          while let onLine, let end = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
            onLine(Substring(String(decoding: bytes[lineStart..<end], as: UTF8.self)))
            lineStart = end + 1
          }
        }
        continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
      }
    }
  }
}

/// Lets a number of tasks in at a time, in the order in which they came.
private final class Slots: Sendable {
  private struct State {
    var free: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(_ count: Int) {
    state = Mutex(State(free: count))
  }

  func enter() async {
    await withCheckedContinuation { continuation in
      let enters = state.withLock { state in
        guard state.free == 0 else {
          state.free -= 1
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if enters { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
      state.free += 1
      return nil
    }
    next?.resume()
  }
}
