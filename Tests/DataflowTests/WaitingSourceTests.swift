import DataflowTesting
import DurableFiles
import Foundation
import Synchronization
import Testing

@testable import Dataflow

/// Sources that begin when other stages have ended.
struct WaitingSourceTests {
  /// Notes what arrives, in the order in which it does.
  private final class Notes: Sendable {
    let values = Mutex<[String]>([])
  }

  private struct NotingSink: Sink {
    let notes: Notes

    func begin(_ group: Group) -> Writing { Writing(notes: notes) }

    struct Writing: GroupWriting {
      let notes: Notes

      func write(_ text: String, at index: Int) { notes.values.withLock { $0.append(text) } }
      func finish() { notes.values.withLock { $0.append("end") } }
      func discard() {}
    }
  }

  private func graph(_ notes: Notes, after: [String]) -> Graph {
    var graph = Graph()
    let first = graph.source("first", ArraySource(["a", "b", "c"], bytesPerItem: 8))
    graph.sink("early", NotingSink(notes: notes), from: first)
    let second = graph.source(
      "second", ArraySource(["x", "y"], bytesPerItem: 8), StageSettings(after: after))
    graph.sink("late", NotingSink(notes: notes), from: second)
    return graph
  }

  @Test(arguments: [8, Int.max]) func beginsWhenTheOtherHasEnded(budget: Int) async throws {
    let notes = Notes()
    let outcome = try await GraphRunner(budget: budget).run(graph(notes, after: ["early"]))
    #expect(outcome.status == .done)
    #expect(notes.values.withLock { $0 } == ["a", "b", "c", "end", "x", "y", "end"])
  }

  @Test func sendsNothingIfTheRunIsStoppedMeanwhile() async throws {
    let notes = Notes()
    let control = RunControl()
    var graph = Graph()
    let first = graph.source("first", ArraySource(groups: [("one", ["a"]), ("two", ["b"])]))
    let passing = graph.map("stopping", from: first) { text in
      control.stop()
      return text
    }
    graph.sink("early", NotingSink(notes: notes), from: passing)
    let second = graph.source("second", ArraySource(["x"]), StageSettings(after: ["early"]))
    graph.sink("late", NotingSink(notes: notes), from: second)
    let outcome = try await GraphRunner().run(graph, control: control)
    #expect(outcome.status == .stopped)
    #expect(!notes.values.withLock { $0 }.contains("x"))
  }

  @Test(arguments: ["nothing", "second", "late"]) func refusesWhatIsNotBeforeIt(
    _ other: String
  ) async {
    await #expect(throws: GraphError.self) {
      try await GraphRunner().run(graph(Notes(), after: [other]))
    }
  }

  @Test func onlySourcesWait() async {
    var graph = Graph()
    let first = graph.source("first", ArraySource(["a"]))
    let second = graph.map("second", from: first, StageSettings(after: ["first"])) { $0 }
    graph.sink("sink", NotingSink(notes: Notes()), from: second)
    await #expect {
      try await GraphRunner().run(graph)
    } throws: { "\($0)".contains("only sources wait") }
  }

  /// A group of one name from two sources is two groups, each with an end of its own.
  @Test func sourcesMaySendGroupsOfOneName() async throws {
    var graph = Graph()
    let first = graph.source("first", ArraySource(groups: [("a", ["x"]), ("b", ["y"])]))
    let broken = graph.map("broken", from: first, StageSettings(onFailure: .quarantine)) { text in
      if text == "x" { throw Broken("it can't be read") }
      return text
    }
    graph.sink("early", NotingSink(notes: Notes()), from: broken)
    let second = graph.source(
      "second", ArraySource(groups: [("a", ["x"]), ("c", ["z"])]), StageSettings(after: ["early"]))
    graph.sink("late", NotingSink(notes: Notes()), from: second)
    let outcome = try await GraphRunner().run(graph)
    #expect(outcome.snapshot.groupsEnded == 4 && outcome.snapshot.expectedGroups == 4)
    // What one source sent of "a" is not whole.
    #expect(outcome.completeGroups == ["b", "c"])
  }

  /// The second source reads the files that the first one's sink writes, and so does a stage after
  /// it.
  @Test func whatAnEarlierStageWroteAnewIsDoneAgain() async throws {
    let folder = try TestFolder()
    func run(_ items: [Int]) async throws -> (sent: [String], outcome: RunOutcome) {
      let sent = Log<String>()
      let journal = try Journal(path: folder("journal"), root: folder.path)
      var graph = Graph()
      let first = graph.source(
        "first", KeyedSource(groups: [("a", items), ("b", [7])], sent: Log<String>()))
      graph.sink("made", LineSink(name: "made", root: folder.path), from: first)
      let second = graph.source(
        "second", FileSource(root: folder.path, journal: journal, sent: sent),
        StageSettings(executor: .files, after: ["made"]))
      let checked = graph.transform("model", ModelReader(file: folder("made/b")), from: second)
      graph.sink("copies", LineSink(name: "copies", root: folder.path), from: checked)
      let outcome = try await GraphRunner(journal: journal).run(graph)
      return (sent.values, outcome)
    }
    #expect(try await run([1, 2]).sent == ["a", "b"])
    #expect(folder.contents["copies/a"] == "1\n2\n")
    #expect(try await run([1, 2]).sent.isEmpty)
    // As many bytes as before, within the same run.
    let third = try await run([3, 4])
    #expect(third.sent == ["a"])
    #expect(folder.contents["copies/a"] == "3\n4\n")
    let units = third.outcome.snapshot.stages.first { $0.name == "copies" }?.units
    #expect(units?.reused == 1 && units?.redoneCount == 1)
  }
}

/// Sends the numbers in the files of a folder.
private struct FileSource: Source {
  let root: String
  let journal: Journal
  let sent: Log<String>

  var fingerprint: Fingerprint? { Fingerprint("files") }

  func run(into output: SourceOutput<Int>) async throws {
    for name in ["a", "b"] {
      let path = "\(root)/made/\(name)"
      let inputs = GroupInputs(content: ["file": try journal.digest(ofFile: path).digest])
      if try output.isSettled(name, inputs: inputs) { continue }
      sent.add(name)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try await output.group(name, inputs: inputs) { sending in
        for (index, line) in text.split(separator: "\n").enumerated() {
          try await sending.emit(at: index) { Int(line) ?? 0 }
        }
      }
    }
  }
}

/// Passes numbers on, as made with a file that is there only when the first item comes.
private struct ModelReader: Transform {
  let file: String

  var fingerprint: Fingerprint? { Fingerprint("model") }

  func inputs(of group: String) -> [String: String] {
    ["model": (try? Digest.sha256(ofFile: file)) ?? "none"]
  }

  func process(_ number: Int) -> Int? { number }
}
