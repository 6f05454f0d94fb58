import Dataflow
import GraphFile
import Testing

@Suite struct YAMLRoundTripTests {
  private let spec = GraphSpec(
    name: "labels", summary: "Two lines:\nand a colon.",
    variables: [
      VariableSpec("dataset", default: "demo/phantom", help: "MSD task folder"),
      VariableSpec("limit", default: 4), VariableSpec("checkpoint"),
    ],
    stages: [
      StageSpec(
        "numbers", kind: "count",
        options: [
          .init("folder", "${dataset}"), .init("limit", "${limit}"), .init("scale", 0.5),
          .init("kinds", ["odd", "even"]),
        ]),
      StageSpec(
        "more", kind: "add-constant", comment: "Ten more.", from: [LinkSpec(from: "numbers")],
        options: [.init("constant", -10)], workers: 2,
        onFailure: .retry(2, backoff: .milliseconds(500), then: .quarantine)),
      StageSpec(
        "pairs", kind: "add-pair",
        from: [LinkSpec("left", from: "numbers"), LinkSpec("right", from: "more")], capacity: 3,
        onFailure: .quarantine),
    ])

  @Test func printsAsAPersonWouldWrite() {
    #expect(
      spec.yaml(commentedWith: testCatalog.descriptions) == """
        name: labels
        description: |-
          Two lines:
          and a colon.

        variables:
          dataset:
            default: demo/phantom
            help: MSD task folder
          limit: 4
          checkpoint:

        stages:
          # Send the numbers from 1.
          numbers:
            stage: count
            options:
              folder: ${dataset}
              limit: ${limit}
              scale: 0.5
              kinds: [odd, even]

          # Ten more.
          more:
            stage: add-constant
            from: numbers
            workers: 2
            on-failure: {retries: 2, backoff: 0.5, then: quarantine}
            options:
              constant: -10

          # Add two numbers.
          pairs:
            stage: add-pair
            from:
              left: numbers
              right: more
            capacity: 3
            on-failure: quarantine

        """)
  }

  @Test func printedGraphReadsBackAsTheSame() {
    let set = ["dataset": "a b/c", "checkpoint": "x.pth"]
    let read = GraphSpec.parse(text: spec.yaml(), file: "g.yaml", variables: set)
    #expect(read.problems.map(\.description).filter { !$0.contains("checkpoint") } == [])
    #expect(read == spec.expanding(set))
    // And what was read prints without variables, and reads back again.
    #expect(GraphSpec.parse(text: read.yaml(), file: "h.yaml") == read)
    let good = GraphSpec.parse(text: goodGraph, file: "g.yaml")
    #expect(GraphSpec.parse(text: good.yaml(), file: "h.yaml") == good)
  }

  @Test(arguments: [
    "", " ", "plain", "true", "null", "~", "12", "0x10", "1e3", ".5", ".inf", "- a", "-a", "a: b",
    "a:b", "a #b", "#a", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "'", "\"", "\\", "a, b",
    "[a]", "{a}", "${not a variable}", "$${", "$", "a\nb", "a\n\nb\n", "\na", " a", "a ", "\t",
    "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "a\u{FEFF}", "ä ö", "日本", "🩻", "...", "---", "<<",
    "=", "a\r\nb", "?", "? a", ":", "007", "no", "12:30", "2001-01-01", "a  b", "e\u{301}",
  ])
  func anyTextSurvives(text: String) {
    let spec = GraphSpec(
      name: "g", summary: text,
      stages: [
        StageSpec(
          "keep", kind: "collect",
          options: [.init("title", .text(text)), .init("list", .list([.text(text), "end"]))])
      ])
    let literal = GraphSpec.parse(text: Self.literal(spec), file: "g.yaml")
    #expect(literal.problems.map(\.description) == [])
    #expect(literal.summary == text)
    #expect(literal.stages[0].options == spec.stages[0].options)
    let again = GraphSpec.parse(text: literal.yaml(), file: "g.yaml")
    #expect(again == literal)
  }

  /// The graph printed with texts taken literally, as an expanded one is.
  private static func literal(_ spec: GraphSpec) -> String {
    let variable = "a-variable-that-is-not-there"
    var holed = spec
    holed.stages[0].options = []
    holed.summary = nil
    let empty = GraphSpec.parse(text: holed.yaml(), file: variable)
    var filled = empty
    filled.summary = spec.summary
    filled.stages[0].options = spec.stages[0].options
    return filled.yaml()
  }
}
