import DataflowTesting
import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

@testable import Dataflow

/// Files that another stage, or the same with other options, has written or was about to.
extension ResumingTests {
  @Test func aStageThatGetsItsNameBackHasNoClaimOnWhatAnotherWrote() async throws {
    _ = try await run(Setting(prefix: "#"))
    let contents = folder.contents
    let other = try await run(Setting(prefix: "+", marking: "other"))
    #expect(other.units("other")?.new == 3)
    #expect(folder.contents["marked/a"] == "+2\n+4\n+6\n+8\n")
    #expect(try damage() == [])
    let back = try await run(Setting(prefix: "#"))
    #expect(back.units("marked")?.redone == ["another stage wrote over its files": 3])
    #expect(folder.contents == contents)
    #expect(try damage() == [])
  }

  @Test func twoStagesThatWriteTheSameFilesEndTheRun() async throws {
    let failure = await #expect(throws: StageFailure.self) {
      try await run(Setting(another: "again"))
    }
    // Whichever comes to know it: the one that finds the other's receipt, or the one whose unfinished file
    // the other has given its name.
    let text = "\(try #require(failure))"
    #expect(text.contains("\"again\"") || text.contains("\"marked\""), "\(text)")
    #expect(text.contains("writes the same files for a") || text.contains(".partial"), "\(text)")
    // Without it, everything is made well, whatever became of their files.
    #expect(try await run().outcome.status == .done)
    #expect(folder.contents["marked/a"] == "2\n4\n6\n8\n")
    #expect(try damage() == [])
  }

  /// A file of the other option, whole and of the right length and end, was there before its receipt was.
  @Test func aUnitThatWasBeingMadeOtherwiseIsMadeAgain() async throws {
    // Longer than the end that a quick look reads.
    let trailer = String(repeating: "the same end\n", count: 500)
    _ = try await run(Setting(prefix: "#", trailer: trailer))
    let contents = folder.contents
    let counting = FaultyFileSystem(.from(.max), code: EIO)
    let whole = try TestFolder()
    try copy(to: whole)
    _ = try await run(Setting(prefix: "+", files: counting, trailer: trailer), in: whole.path)
    var wereMixed = 0
    for operation in 0..<counting.operationCount {
      let one = try TestFolder()
      try copy(to: one)
      let faulty = FaultyFileSystem(.from(operation), code: EIO)
      _ = try? await run(Setting(prefix: "+", files: faulty, trailer: trailer), in: one.path)
      if one.contents["marked/a"] != contents["marked/a"] { wereMixed += 1 }
      _ = try await run(Setting(prefix: "#", trailer: trailer), in: one.path)
      #expect(
        one.contents.filter { !$0.key.hasSuffix(".partial") } == contents, "operation \(operation)")
    }
    #expect(wereMixed > 3)
  }

  /// A part's file of the other option was there before its receipt was: it is not recalled as this one's.
  @Test func aPartThatWasBeingMadeOtherwiseIsNotRecalled() async throws {
    _ = try await run()
    let contents = folder.contents
    let counting = FaultyFileSystem(.from(.max), code: EIO)
    let whole = try TestFolder()
    try copy(to: whole)
    _ = try await run(Setting(factor: 3, files: counting), in: whole.path)
    var wereMixed = 0
    for operation in 0..<counting.operationCount {
      let one = try TestFolder()
      try copy(to: one)
      let faulty = FaultyFileSystem(.from(operation), code: EIO)
      _ = try? await run(Setting(factor: 3, files: faulty), in: one.path)
      if one.contents["lines/a.0"] != contents["lines/a.0"] { wereMixed += 1 }
      _ = try await run(in: one.path)
      #expect(
        one.contents.filter { !$0.key.hasSuffix(".partial") } == contents, "operation \(operation)")
    }
    #expect(wereMixed > 3)
  }
}
