import DataflowTesting
import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

@testable import Dataflow

/// Runs into a folder where an earlier run left something.
@Suite(.timeLimit(.minutes(5))) struct ResumingTests {
  let folder: TestFolder
  static let groups = [
    (id: "a", items: [1, 2, 3, 4]), (id: "b", items: [5, 6, 7, 8]), (id: "c", items: [9, 10]),
  ]

  init() throws {
    folder = try TestFolder()
  }

  /// What a run did.
  struct Done {
    let outcome: RunOutcome
    let survey: [String: UnitTally]
    let sent: [String]
    let worked: [Int]
    let recalled: [Int]

    func units(_ stage: String) -> UnitTally? {
      outcome.snapshot.stages.first { $0.name == stage }?.units
    }
  }

  /// numbers → choose ┐
  ///        └→ scale ─┴→ lines (with parts), and to sums
  struct Setting {
    var groups = ResumingTests.groups
    var factor = 2
    var prefix = ""
    var above = 0
    var failing: Set<Int> = []
    /// What fails in a way that may pass.
    var hiccups: Set<Int> = []
    var failingWrite: String?
    var retries = false
    var files: any FileSystem = LocalFileSystem()
    /// What the stage is called that writes to `marked`.
    var marking = "marked"
    var trailer = ""
    /// Whether that stage goes on from what is there.
    var keepsMarked = false
    /// Another stage that writes to `marked`.
    var another: String?
    /// The run is asked to stop when this group has begun.
    var stopping: String?
  }

  func run(_ setting: Setting = Setting(), in root: String? = nil) async throws -> Done {
    let root = root ?? folder.path
    let (sent, worked, recalled) = (Log<String>(), Log<Int>(), Log<Int>())
    let policy = StageSettings(onFailure: .quarantine)
    var graph = Graph()
    let control = RunControl()
    let numbers = graph.source(
      "numbers",
      KeyedSource(groups: setting.groups, sent: sent) {
        if $0 == setting.stopping { control.stop() }
      })
    let chosen = graph.transform("choose", Choose(above: setting.above), from: numbers)
    let scaled = graph.transform(
      "scale",
      Scale(
        factor: setting.factor, worked: worked, recalled: recalled, root: root,
        failing: setting.failing, hiccups: setting.hiccups),
      from: join(numbers, chosen.selecting()).map { number, _ in number }, policy)
    graph.sink(
      "lines",
      LineSink(
        name: "lines", root: root, hasParts: true, files: setting.files,
        failing: setting.failingWrite), from: scaled, policy)
    graph.sink(
      setting.marking,
      LineSink(
        name: "marked", root: root, prefix: setting.prefix, files: setting.files,
        trailer: setting.trailer, keepsEarlierResults: setting.keepsMarked), from: scaled, policy)
    if let another = setting.another {
      graph.sink(
        another, LineSink(name: "marked", root: root, prefix: "!", files: setting.files),
        from: scaled, policy)
    }
    let journal = try Journal(path: "\(root)/journal", root: root, files: setting.files)
    var survey: [String: UnitTally] = [:]
    let outcome = try await GraphRunner(
      budget: 1_000, journal: journal, retriesSetAside: setting.retries, files: setting.files
    ).run(graph, control: control) { monitor in
      survey = Dictionary(uniqueKeysWithValues: monitor.survey.map { ($0.stage, $0.units) })
    }
    return Done(
      outcome: outcome, survey: survey, sent: sent.values, worked: worked.values,
      recalled: recalled.values)
  }

  /// What is wrong with the files that the journal's receipts name.
  func damage() throws -> [String] {
    let journal = try Journal(lookingAt: folder("journal"), root: folder.path)
    var damage: [String] = []
    try journal.forEachReceipt { receipt in
      damage += receipt.files.compactMap {
        $0.damage(.full, below: folder.path).map { "\(receipt.unit): \($0)" }
      }
    }
    return damage
  }

  func copy(to other: TestFolder) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.copyItem(atPath: folder(name), toPath: other(name))
    }
  }

  @Test func whatIsFinishedIsNotDoneAgain() async throws {
    let first = try await run()
    #expect(first.outcome.status == .done)
    #expect(first.worked == Array(1...10))
    #expect(first.units("lines")?.new == 3)
    let contents = folder.contents
    #expect(contents["lines/a"] == "2\n4\n6\n8\n")
    #expect(contents["lines/a.1"] == "6\n8\n")
    #expect(contents["lines.txt"] == "a: 4\nb: 4\nc: 2\n")

    let second = try await run()
    #expect(second.sent == [])
    #expect(second.worked == [])
    #expect(second.outcome.status == .done)
    #expect(second.outcome.completeGroups == ["a", "b", "c"])
    #expect(second.outcome.snapshot.groupsReused == 3)
    #expect(second.outcome.snapshot.itemsSettled == 10)
    #expect(second.survey["lines"]?.reused == 3)
    #expect(folder.contents == contents)
  }

  @Test func aChangedOptionRedoesWhatDependsOnIt() async throws {
    _ = try await run()
    // Of one sink: the other has nothing to do, and the numbers are found in its parts.
    var setting = Setting(prefix: "#")
    let marked = try await run(setting)
    #expect(marked.worked == [])
    #expect(marked.recalled == Array(1...10))
    #expect(marked.units("lines")?.reused == 3)
    #expect(
      marked.units("marked")?.redone == [
        "marked.prefix:  became #; items made before are recalled": 3
      ])
    #expect(
      marked.survey["marked"]?.redone == [
        "marked.prefix:  became #; items made before are recalled": 3
      ])
    #expect(folder.contents["marked/c"] == "#18\n#20\n")
    #expect(folder.contents["lines/c"] == "18\n20\n")
    // Of a stage before both.
    setting.factor = 3
    let scaled = try await run(setting)
    #expect(scaled.worked == Array(1...10))
    #expect(scaled.units("lines")?.redone == ["scale.factor: 2 became 3": 3])
    #expect(folder.contents["lines/a.1"] == "9\n12\n")
    #expect(folder.contents["marked/c"] == "#27\n#30\n")
  }

  @Test func changedContentRedoesItsGroup() async throws {
    _ = try await run()
    var setting = Setting()
    setting.groups[1].items = [5, 6, 7, 80]
    let done = try await run(setting)
    #expect(done.sent == ["b"])
    #expect(done.worked == [5, 6, 7, 80])
    #expect(done.units("lines")?.redone == ["numbers changed": 1])
    #expect(done.units("lines")?.reused == 2)
    #expect(folder.contents["lines/b"] == "10\n12\n14\n160\n")
    #expect(folder.contents["lines.txt"] == "a: 4\nb: 4\nc: 2\n")
  }

  @Test func anotherChoiceOfItemsFindsTheirResults() async throws {
    _ = try await run(Setting(above: 2))
    #expect(folder.contents["lines/a"] == "6\n8\n")
    // More items: some were made before, in a unit that followed from another choice.
    let done = try await run(Setting(above: 6))
    #expect(done.worked == [])
    #expect(
      done.units("lines")?.redone == ["choose.above: 2 became 6; items made before are recalled": 3]
    )
    #expect(folder.contents["lines/a"] == "")
    #expect(folder.contents["lines/b"] == "14\n16\n")
  }

  @Test func damagedFilesAreMadeAgain() async throws {
    _ = try await run()
    let contents = folder.contents
    try Data("18\n21\n".utf8).write(to: URL(fileURLWithPath: folder("marked/c")))
    try FileManager.default.removeItem(atPath: folder("lines/b.1"))
    let done = try await run()
    #expect(done.sent == ["b", "c"])
    #expect(done.units("marked")?.redoneCount == 1)
    #expect(
      done.units("lines")?.redone.keys.contains { $0 == "files are missing" } == true)
    #expect(folder.contents == contents)
  }

  @Test func aFailureIsRememberedUntilSomethingChanges() async throws {
    let failing = try await run(Setting(failing: [6]))
    #expect(failing.outcome.status == .partlyQuarantined)
    #expect(folder.contents["lines/b"] == nil)
    let again = try await run()
    #expect(again.sent == [])
    #expect(again.outcome.status == .partlyQuarantined)
    #expect(again.outcome.quarantined.map(\.group) == ["b"])
    #expect(again.outcome.quarantined.map { "\($0.error)" } == ["\(Broken("6 can't be scaled"))"])
    #expect(again.units("lines")?.setAside == 1)
    // On request, or when the content changes.
    let retried = try await run(Setting(retries: true))
    #expect(retried.sent == ["b"])
    #expect(retried.outcome.status == .done)
    // What has gone well since is not taken back.
    let whole = folder.contents
    let after = try await run()
    #expect(after.outcome.status == .done && after.sent == [])
    #expect(folder.contents == whole && whole["lines/b"] != nil)
    var changed = Setting(failing: [60])
    changed.groups[1].items[1] = 60
    #expect(try await run(changed).outcome.quarantined.map(\.index) == [1])
    changed.groups[1].items[1] = 61
    #expect(try await run(changed).outcome.status == .done)
    #expect(folder.contents["lines/b"] == "10\n122\n14\n16\n")
  }

  @Test func whatMayHavePassedIsTriedAgainByTheNextRun() async throws {
    let failing = try await run(Setting(hiccups: [6]))
    #expect(failing.outcome.status == .partlyQuarantined)
    #expect(failing.worked.count { $0 == 6 } == 4)
    let again = try await run()
    #expect(again.sent == ["b"] && again.outcome.status == .done)
  }

  /// Of a file that the disk won't give out nobody knows whether it is damaged: it is no reason to remove it.
  @Test func whatCannotBeReadIsKept() async throws {
    _ = try await run()
    let (file, away) = (folder("marked/b"), folder("away"))
    try FileManager.default.moveItem(atPath: file, toPath: away)
    // Opening it leads in a circle.
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: file)
    func isThere() -> Bool {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: file)) != nil
    }
    // Its group fails, too, of which nothing else is left to be found again.
    for name in ["b", "b.0", "b.1"] {
      try FileManager.default.removeItem(atPath: folder("lines/\(name)"))
    }
    let failing = try await run(Setting(failing: [6]))
    #expect(failing.outcome.quarantined.map(\.group) == ["b"])
    #expect(isThere())
    // A stage that goes on from it can't.
    await #expect(throws: StageFailure.self) {
      try await run(Setting(retries: true, keepsMarked: true))
    }
    #expect(isThere())
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.moveItem(atPath: away, toPath: file)
    let done = try await run(Setting(retries: true))
    #expect(done.outcome.status == .done && done.units("marked")?.reused == 3)
  }

  @Test func aSinkThatFailsAloneIsSetAsideAlone() async throws {
    let failing = try await run(Setting(failingWrite: "b"))
    #expect(failing.outcome.quarantined.map(\.stage) == ["lines"])
    #expect(folder.contents["marked/b"] == "10\n12\n14\n16\n")
    #expect(folder.contents["lines/b"] == nil)
    let again = try await run()
    #expect(again.sent == [])
    #expect(again.units("marked")?.reused == 3)
    #expect(again.units("lines")?.setAside == 1)
  }

  @Test func whatAFailedUnitLeftBeforeIsRemoved() async throws {
    _ = try await run()
    #expect(folder.contents["lines/b"] != nil)
    var setting = Setting(factor: 3)
    setting.failing = [6]
    _ = try await run(setting)
    // Of the old factor, it would be taken for the new.
    #expect(folder.contents["lines/b"] == nil)
    #expect(folder.contents["marked/b"] == nil)
    #expect(folder.contents["lines/a"] == "3\n6\n9\n12\n")
    setting.failing = []
    setting.retries = true
    #expect(try await run(setting).outcome.status == .done)
    #expect(folder.contents["lines/b"] == "15\n18\n21\n24\n")
  }

  @Test func nothingStaysOfAGroupThatFailedBeforeOnTheSameContent() async throws {
    var broken = Setting(failing: [60])
    broken.groups[1].items[1] = 60
    _ = try await run(broken)
    #expect(try await run().outcome.status == .done)
    #expect(folder.contents["lines/b"] != nil)
    let again = try await run(broken)
    #expect(again.sent == [] && again.outcome.quarantined.map(\.group) == ["b"])
    // It is a group of this run, whatever became of it.
    #expect(again.survey["lines"]?.left == 0 && again.survey["lines"]?.setAside == 1)
    #expect(folder.contents.keys.filter { $0.contains("/b") } == [])
    #expect(folder.contents["lines/a"] != nil)
  }

  /// Two sources, the later of which begins when what comes of the earlier one is there.
  private func runInTurns(_ later: [(id: String, items: [Int])]) async throws -> Done {
    let (sent, none) = (Log<String>(), Log<Int>())
    var graph = Graph()
    let numbers = graph.source("numbers", KeyedSource(groups: Self.groups, sent: sent))
    let trailer = String(repeating: "the same end\n", count: 500)
    graph.sink("first", LineSink(name: "first", root: folder.path, trailer: trailer), from: numbers)
    let others = graph.source(
      "others", KeyedSource(groups: later, sent: sent), StageSettings(after: ["first"]))
    graph.sink("second", LineSink(name: "second", root: folder.path), from: others)
    let journal = try Journal(path: folder("journal"), root: folder.path)
    let outcome = try await GraphRunner(budget: 1_000, journal: journal).run(graph)
    return Done(
      outcome: outcome, survey: [:], sent: sent.values, worked: none.values, recalled: none.values)
  }

  @Test func aNameThatTwoSourcesSendIsTwoGroups() async throws {
    _ = try await runInTurns([("a", [12])])
    let done = try await runInTurns([("a", [12])])
    #expect(done.sent == [])
    let snapshot = done.outcome.snapshot
    #expect(snapshot.groupsEnded == 4 && snapshot.groupsEndedBefore == 4)
    #expect(snapshot.groupsReused == 3 && done.outcome.completeGroups == ["a", "b", "c"])
  }

  /// Damage that a quick look does not find must not get into what is made of the file.
  @Test func whatLaterStagesReadIsLookedAtWhole() async throws {
    _ = try await runInTurns([("d", [11])])
    let whole = folder.contents
    var bytes = try Data(contentsOf: URL(fileURLWithPath: folder("first/b")))
    bytes[0] ^= 1
    try bytes.write(to: URL(fileURLWithPath: folder("first/b")))
    // Nobody is going to read it.
    #expect(try await runInTurns([("d", [11])]).sent == [])
    let done = try await runInTurns([("d", [11]), ("e", [12])])
    #expect(done.sent == ["b", "e"])
    #expect(
      done.units("first")?.redone == ["their files are not as they were written": 1])
    #expect(folder.contents["first/b"] == whole["first/b"])
  }

  /// A run that is cut short after any number of changes to the disk, by errors that end it, and
  /// then continued, leaves what an undisturbed run leaves.
  @Test(arguments: [ENOSPC, EIO])
  func continuedAfterAFailureOfTheDiskAtAnyOperation(code: Int32) async throws {
    let counting = FaultyFileSystem(.from(.max), code: code)
    let whole = try TestFolder()
    _ = try await run(Setting(files: counting), in: whole.path)
    var broken = 0
    for operation in 0..<counting.operationCount {
      let one = try TestFolder()
      let faulty = FaultyFileSystem(.from(operation), code: code)
      do {
        let done = try await run(Setting(files: faulty), in: one.path)
        #expect(done.outcome.quarantined.isEmpty, "operation \(operation)")
      } catch {
        broken += 1
      }
      let done = try await run(in: one.path)
      #expect(done.outcome.status == .done, "operation \(operation)")
      #expect(one.contents == whole.contents, "operation \(operation)")
    }
    #expect(broken > counting.operationCount / 2)
  }

  /// As above, but for power cuts, which take back what was not synchronised.
  @Test(arguments: PowerCut.allCases)
  func continuedAfterAPowerCutAtAnyMoment(_ cut: PowerCut) async throws {
    let files = RecordingFileSystem()
    let before = try TestFolder()
    _ = try await run(Setting(files: files), in: before.path)
    let whole = before.contents
    for count in 0...files.operationCount {
      let one = try TestFolder()
      try files.leave(after: count, cut, of: before.path, in: one.path)
      let done = try await run(in: one.path)
      #expect(done.outcome.status == .done, "operation \(count)")
      #expect(
        one.contents.filter { !$0.key.hasSuffix(".partial") } == whole, "operation \(count)")
    }
  }

  /// The power goes while units are made anew, of which less is left than there was: nothing of what was
  /// before comes back.
  @Test(arguments: PowerCut.allCases)
  func aPowerCutBringsNothingBackThatWasSuperseded(_ cut: PowerCut) async throws {
    var fewer = Setting(prefix: "#", failing: [60])
    fewer.groups[0].items = [1, 2]
    fewer.groups[1].items = [60]
    _ = try await run()
    let files = try RecordingFileSystem(holding: folder.path)
    fewer.files = files
    _ = try await run(fewer)
    fewer.files = LocalFileSystem()
    let whole = folder.contents
    #expect(whole["lines/a.1"] == nil && whole["lines/b"] == nil && whole["lines/c.0"] != nil)
    for count in 0...files.operationCount {
      let one = try TestFolder()
      try files.leave(after: count, cut, of: folder.path, in: one.path)
      #expect(try await run(fewer, in: one.path).outcome.quarantined.map(\.group) == ["b"])
      #expect(
        one.contents.filter { !$0.key.hasSuffix(".partial") } == whole, "operation \(count)")
    }
  }

  @Test func theJournalAloneIsWhatCounts() async throws {
    _ = try await run()
    let contents = folder.contents
    try FileManager.default.removeItem(atPath: folder("journal"))
    let done = try await run()
    #expect(done.worked == Array(1...10))
    #expect(done.survey.isEmpty)
    #expect(folder.contents == contents)
  }
}
