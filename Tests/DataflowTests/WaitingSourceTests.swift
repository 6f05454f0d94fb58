import Dataflow
import DataflowTesting
import Synchronization
import Testing

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
}
