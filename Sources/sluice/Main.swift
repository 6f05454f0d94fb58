import ArgumentParser
import DurableFiles
import Foundation
import GraphFile

/// Where errors become text and exit codes, and nowhere else.
@main
enum Main {
  static func main() async {
    Heap.arrange()
    do {
      try OpenFiles.raiseLimit()
      var command = try Sluice.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      try Output.finish()
    } catch let failure as CommandFailure {
      standardError(failure.message)
      exit(failure.exit.rawValue)
    } catch GraphFileError.invalid(let problems) {
      // Each says itself that it is an error, and where.
      for problem in problems { standardError("\(problem)") }
      exit(RunExit.badInput.rawValue)
    } catch let error as FileError where error.isOutOfSpace {
      standardError("stopped: \(error)\nMake room and run the same command again.")
      exit(RunExit.interrupted.rawValue)
    } catch let exit as ExitCode {
      Foundation.exit(exit.rawValue)
    } catch let error where Sluice.exitCode(for: error) != .failure {
      // Help, version and wrong usage are the argument parser's to print.
      Sluice.exit(withError: error)
    } catch {
      standardError("error: \(error)")
      exit(RunExit.badInput.rawValue)
    }
  }
}

/// A command's end that is not success: what to print, and the exit code.
struct CommandFailure: Error {
  let exit: RunExit
  let message: String

  init(_ exit: RunExit, _ message: String) {
    self.exit = exit
    self.message = message
  }

  /// A run that ends since the disk is full, to be gone on with.
  init(_ exit: RunExit, outOfSpace error: some Error) {
    self.init(
      exit,
      "stopped: \(error)\nMake room and run the same command again: it goes on from what is finished."
    )
  }
}

/// The exit codes of the command line.
enum RunExit: Int32 {
  case done = 0
  /// The run failed, or every case was quarantined.
  case failed = 1
  /// A bad graph or bad input; nothing was started.
  case badInput = 2
  /// Finished, but some cases were quarantined.
  case quarantined = 42
  /// Interrupted.
  case interrupted = 75
}
