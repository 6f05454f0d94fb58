import DataflowTesting
import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

@testable import Dataflow

/// Runs that don't come to their end, and groups that don't.
extension ResumingTests {
  @Test func aRunThatStopsKeepsTheRowsOfGroupsItDidNotComeTo() async throws {
    _ = try await run()
    #expect(folder.contents["marked.txt"] == "a: 4\nb: 4\nc: 2\n")
    try FileManager.default.removeItem(atPath: folder("marked/a"))
    let stopped = try await run(Setting(stopping: "a"))
    #expect(stopped.outcome.status == .stopped)
    #expect(folder.contents["marked.txt"] == "b: 4\nc: 2\n")
    #expect(try await run().outcome.status == .done)
    #expect(folder.contents["marked.txt"] == "a: 4\nb: 4\nc: 2\n")
  }

  @Test func aRunThatStopsKeepsNoRowsOfOtherOptions() async throws {
    _ = try await run()
    let stopped = try await run(Setting(prefix: "#", stopping: "b"))
    #expect(stopped.outcome.status == .stopped)
    #expect(folder.contents["marked.txt"] == "a: 4\n")
    // Nor a table that holds nothing else.
    let none = try await run(Setting(prefix: "+", stopping: "a"))
    #expect(none.outcome.status == .stopped)
    #expect(folder.contents["marked.txt"] == nil)
    #expect(try await run(Setting(prefix: "#")).outcome.status == .done)
    #expect(folder.contents["marked.txt"] == "a: 4\nb: 4\nc: 2\n")
  }

  /// A sink that lets go of its group, since the run is to stop, tears nothing else down.
  @Test func aSinkThatStopsEndsTheRunAsStopped() async throws {
    let control = RunControl()
    var graph = Graph()
    let numbers = graph.source(
      "numbers", KeyedSource(groups: Self.groups, sent: Log<String>()))
    graph.sink("lines", LineSink(name: "lines", root: folder.path), from: numbers)
    graph.sink("stopping", StoppingSink(control: control), from: numbers)
    let journal = try Journal(path: folder("journal"), root: folder.path)
    let outcome = try await GraphRunner(budget: 1_000, journal: journal).run(
      graph, control: control)
    #expect(outcome.status == .stopped && outcome.quarantined.isEmpty)
    #expect(journal.receipt(of: UnitName(stage: "stopping", group: "a")) == nil)
  }

  private struct StoppingSink: Sink {
    let control: RunControl

    func begin(_ group: Group) -> Writing { Writing(control: control) }

    struct Writing: GroupWriting {
      let control: RunControl
      let published = Published()

      func write(_ number: Int, at index: Int) throws {
        control.stop()
        throw RunStopping()
      }
      func finish() {}
      func discard() {}
    }
  }

  @Test func whatWasLetGoOfCountsAsNeitherDoneNorNew() async throws {
    let stopped = try await run(Setting(stopping: "b"))
    #expect(stopped.outcome.status == .stopped)
    #expect(stopped.outcome.completeGroups == ["a"])
    #expect(stopped.outcome.snapshot.groupsEnded == 1)
    #expect(stopped.units("lines")?.new == 1)
    let failing = try await run(Setting(failing: [6]))
    #expect(failing.units("lines")?.setAside == 1)
    #expect(failing.units("lines")?.new == 1)
    #expect(failing.units("lines")?.reused == 1)
    #expect(failing.outcome.snapshot.groupsEnded == 3)
  }

  @Test func tablesOfNothingAreRemoved() async throws {
    _ = try await run()
    let failing = try await run(Setting(factor: 3, failing: [1, 5, 9]))
    #expect(failing.outcome.status == .allQuarantined)
    #expect(folder.contents.isEmpty, "\(folder.contents.keys)")
    #expect(try damage() == [])
    #expect(try await run(Setting(factor: 3, retries: true)).outcome.status == .done)
    #expect(folder.contents["lines.txt"] == "a: 4\nb: 4\nc: 2\n")
  }

  /// One failure of the disk that is written to says nothing of the group: it ends the run.
  @Test func aFailingDiskSetsNothingAside() async throws {
    let counting = FaultyFileSystem(.from(.max), code: EACCES)
    let whole = try TestFolder()
    _ = try await run(Setting(files: counting), in: whole.path)
    for operation in 0..<counting.operationCount {
      let one = try TestFolder()
      let faulty = FaultyFileSystem(.once(operation), code: EACCES)
      if let done = try? await run(Setting(files: faulty), in: one.path) {
        #expect(done.outcome.quarantined.isEmpty, "operation \(operation)")
      }
      #expect(try await run(in: one.path).outcome.status == .done, "operation \(operation)")
      #expect(one.contents == whole.contents, "operation \(operation)")
    }
  }

  /// That a group failed can't be written down either: the run says why it ended.
  @Test func aDiskThatFailsWhileAGroupIsSetAsideEndsTheRun() async throws {
    let counting = FaultyFileSystem(.from(.max), code: EIO)
    let whole = try TestFolder()
    _ = try await run(Setting(failing: [6], files: counting), in: whole.path)
    for operation in 0..<counting.operationCount {
      let one = try TestFolder()
      let faulty = FaultyFileSystem(.from(operation), code: EIO)
      let error = await #expect(throws: (any Error).self, "operation \(operation)") {
        try await run(Setting(failing: [6], files: faulty), in: one.path)
      }
      #expect(!(error is CancellationError), "operation \(operation)")
    }
  }

  @Test func partsOfOtherContentGoWithAGroupThatFails() async throws {
    _ = try await run()
    _ = try await run(Setting(factor: 3, failing: [6]))
    #expect(folder.contents.keys.filter { $0.hasPrefix("lines/b") } == [])
    #expect(try damage() == [])
    // Fewer items than before: the parts that are too many go.
    var setting = Setting(factor: 3)
    setting.groups[0].items = [1, 2]
    #expect(try await run(setting).outcome.quarantined.map(\.group) == ["b"])
    #expect(
      folder.contents.keys.filter { $0.hasPrefix("lines/a") }.sorted() == ["lines/a", "lines/a.0"])
    #expect(try damage() == [])
  }

  @Test func theSurveySeesThatFilesAreMissing() async throws {
    _ = try await run()
    try FileManager.default.removeItem(atPath: folder("marked/c"))
    let done = try await run()
    #expect(done.survey["marked"]?.redone == ["files are missing": 1])
    #expect(done.survey["lines"]?.reused == 3)
  }

  /// The shard of a run that was killed, of a group that then can't be made: neither it nor its receipt
  /// stays.
  @Test func partsOfAKilledRunGoWithAGroupThatFails() async throws {
    let counting = FaultyFileSystem(.from(.max), code: EIO)
    let whole = try TestFolder()
    _ = try await run(Setting(files: counting), in: whole.path)
    for operation in 0..<counting.operationCount {
      let one = try TestFolder()
      _ = try? await run(
        Setting(files: FaultyFileSystem(.from(operation), code: EIO)), in: one.path)
      _ = try await run(Setting(factor: 3, failing: [1, 5, 9]), in: one.path)
      let journal = try Journal(lookingAt: one("journal"), root: one.path)
      try journal.forEachReceipt { receipt in
        let damage = receipt.files.compactMap { $0.damage(.full, below: one.path) }
        #expect(damage == [], "operation \(operation): \(receipt.unit)")
      }
    }
  }
}
