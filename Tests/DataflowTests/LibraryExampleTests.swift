import Dataflow
import DataflowTesting
import Foundation
import Testing

struct Report: Sink {
  let publish: @Sendable (_ title: String, _ text: String) -> Void

  func begin(_ group: Group) -> Writing {
    Writing(title: group.id, publish: publish)
  }

  struct Writing: GroupWriting {
    let title: String
    let publish: @Sendable (_ title: String, _ text: String) -> Void
    var lines: [String] = []

    mutating func write(_ line: String, at index: Int) {
      lines.append("\(index + 1). \(line)")
    }

    func finish() {
      publish(title, lines.joined(separator: "\n"))
    }

    func discard() {}
  }
}

func run(
  _ texts: [(id: String, items: [String])], publish: @escaping @Sendable (String, String) -> Void
) async throws -> RunOutcome {
  var graph = Graph()
  let lines = graph.source("lines", ArraySource(groups: texts, bytesPerItem: 80))
  let counts = graph.map("count", from: lines, StageSettings(workers: 2)) { line in
    line.split(separator: " ").count
  }
  let loud = graph.map("shout", from: lines) { $0.uppercased() }
  let both = join(counts, loud).map { count, line in "\(line) (\(count) words)" }
  graph.sink("report", Report(publish: publish), from: both)

  return try await GraphRunner(budget: 1 << 20).run(graph)
}

/// The code above is the example of the article "Getting started", to the letter.
@Suite(.timeLimit(.minutes(1))) struct LibraryExampleTests {
  @Test func theExampleRuns() async throws {
    let published = Log<String>()
    let texts = [("first", ["one two", "three"]), ("second", ["four five six"])]
    let outcome = try await run(texts.map { (id: $0, items: $1) }) {
      published.add("\($0): \($1)")
    }
    #expect(outcome.status == .done)
    #expect(
      published.values == [
        "first: 1. ONE TWO (2 words)\n2. THREE (1 words)", "second: 1. FOUR FIVE SIX (3 words)",
      ])
  }

  @Test func theArticleShowsTheCodeThatRuns() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appending(path: "Sources/Dataflow/Dataflow.docc/GettingStarted.md"),
      encoding: .utf8)
    let code = try #require(
      article.split(separator: "```swift\n").last?.split(separator: "```").first)
    #expect(code.count > 500)
    let test = try String(contentsOfFile: #filePath, encoding: .utf8)
    #expect(test.contains(code))
  }
}
