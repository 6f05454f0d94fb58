import GraphFile
import Testing

@Suite struct ParsingProblemTests {
  @Test func yamlErrorsHaveTheirLine() {
    #expect(
      problems(in: "name: a\nstages:\n\ta: 1\n") == [
        "g.yaml:3: error: not valid YAML: found character that cannot start any token "
          + "(while scanning for the next token at line 3); indent with spaces rather than tabs, "
          + "and quote text that begins with @, ` or %"
      ])
    #expect(problems(in: "stages: [a\n").count == 1)
    #expect(problems(in: "a: b: c\n").first?.hasPrefix("g.yaml:1: error: not valid YAML") == true)
    #expect(problems(in: "") == ["g.yaml: error: the file is empty; begin with `stages:`"])
    #expect(
      problems(in: "name: a\n---\nname: b\n").first?.hasSuffix("a graph file holds one graph")
        == true)
  }

  @Test func otherShapes() {
    #expect(
      problems(in: "- a\n") == [
        "g.yaml:1: error: a graph is a mapping, but this is a list; begin with `stages:`"
      ])
    #expect(
      problems(in: "name: a\n") == ["g.yaml:1: error: the graph has no stages; add `stages:`"])
    #expect(
      problems(in: "stages: 3\n") == [
        "g.yaml:1: error: `stages:` is a number, but must be a mapping; "
          + "write `name: value` lines, indented, below it"
      ])
    #expect(problems(in: "stages:\n") == ["g.yaml:1: error: the graph has no stages"])
  }

  @Test func duplicateKeysAndOtherProblemsTogether() {
    #expect(
      problems(
        in: """
          stages:
            a: {stage: count, options: {folder: /, limit: 1, limit: 2}}
            keep: {stage: collect, from: a}
            b:
              stage: cuont
            "a":
              stage: count
            a: {stage: count}
          """) == [
          #"g.yaml:2: error: "limit" stands twice; it is at line 2 already"#,
          #"g.yaml:5: error: unknown stage "cuont"; did you mean "count"?"#,
          #"g.yaml:6: error: "a" stands twice; it is at line 2 already"#,
          #"g.yaml:8: error: "a" stands twice; it is at line 2 already"#,
        ])
  }

  @Test func unknownKeys() {
    #expect(
      problems(
        in: """
          nmae: x
          stages:
            a:
              stage: count
              worker: 2
              options: {folder: /}
            b:
              form: a
            keep: {stage: collect, from: a, on-failure: {retry: 1}}
          """) == [
          #"g.yaml:1: error: unknown key "nmae"; did you mean "name"?"#,
          #"g.yaml:5: error: stage "a": unknown key "worker"; did you mean "workers"?"#,
          #"g.yaml:7: error: stage "b" does not say what it is; add `stage: KIND`"#,
          #"g.yaml:8: error: stage "b": unknown key "form"; did you mean "from"?"#,
          #"g.yaml:9: error: on-failure: unknown key "retry"; its keys are: "#
            + "retries, backoff, then",
        ])
  }

  @Test func badSettings() {
    #expect(
      problems(
        in: """
          stages:
            a b: {stage: count, options: {folder: /}}
            m:
              stage: add-constant
              from: a b
              workers: 0
              capacity: deep
              on-failure: quarantin
            n:
              stage: add-constant
              from: m
              on-failure: {retries: -1, backoff: never, then: [stop]}
            k: {stage: collect, from: n, options: 5}
          """) == [
          #"g.yaml:2: error: "a b" can't be the name of a stage; "#
            + #"use at most 64 letters, digits, "-", "_" and ".""#,
          "g.yaml:6: error: `workers:` is 0, but must be a whole number from 1 to 1024",
          #"g.yaml:7: error: `capacity:` is "deep", but must be a whole number from 1 to 65536"#,
          #"g.yaml:8: error: on-failure is "quarantin", but must be stop or quarantine; "#
            + #"did you mean "quarantine"?"#,
          "g.yaml:12: error: `retries:` is -1, but must be a whole number from 0 to 100",
          #"g.yaml:12: error: backoff is "never", but must be seconds from 0 to 3600"#,
          "g.yaml:12: error: on-failure is a list, but must be stop or quarantine; "
            + "to try again first, write {retries: 2, then: quarantine}",
          "g.yaml:13: error: `options:` is a number, but must be a mapping; "
            + "write `name: value` lines, indented, below it",
        ])
  }

  @Test func filesThatCannotBeRead() {
    let missing = GraphSpec.read("/nowhere-at-all.yaml")
    #expect(
      missing.problems.map(\.description) == ["/nowhere-at-all.yaml: error: no such file"])
    #expect(GraphPlan(missing, catalog: testCatalog).problems.count == 1)
    #expect(
      GraphSpec.read("/").problems.map(\.description)
        == ["/: error: is a folder; name a .yaml file in it"])
    #expect(
      GraphSpec.read("/dev/zero").problems.map(\.description)
        == ["/dev/zero: error: has more than 262144 bytes, the most a graph may have"])
  }

  @Test func moreThan200ProblemsAreCutShort() {
    let unknown = (0..<250).map { "key\($0): 1\n" }.joined()
    let stages = "stages: {a: {stage: count, options: {folder: /}}, b: {stage: collect, from: a}}\n"
    let found = GraphSpec.parse(text: unknown + stages, file: "g.yaml").problems
    #expect(found.count == 201)
    #expect(
      found.first?.description == "g.yaml: error: there are more problems than the 200 shown")

    let unused = "variables:\n" + (0..<250).map { "  v\($0): 1\n" }.joined()
    let warnings = GraphSpec.parse(text: unused + stages, file: "g.yaml").problems
    #expect(warnings.count == 201)
    #expect(warnings.allSatisfy { $0.severity == .warning })
    #expect(
      GraphSpec.parse(text: unused + stages + "x: 1\n", file: "g.yaml").problems
        .contains { $0.severity == .error })
  }

  /// Each key that stands twice costs a reading of the whole file.
  @Test(.timeLimit(.minutes(1))) func manyKeysThatStandTwiceInALargeFile() {
    let text = String(repeating: "a: 1\n", count: 40_000)
    #expect(problems(in: text) == ["g.yaml:2: error: \"a\" stands twice"])
  }

  @Test func anchorsAndMerges() {
    let plan = plan(
      """
      stages:
        a:
          stage: count
          options: &common {folder: /, limit: 7}
        b:
          stage: count
          options: {<<: *common, limit: 8}
        x: {stage: collect, from: a}
        y: {stage: collect, from: b}
      """)
    #expect(plan.problems == [])
    #expect(plan.stages.compactMap { $0.resolvedOptions["limit"] } == [7, 8])
  }

  @Test func aliasesDoNotExplode() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...40 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(
      problems(in: text + "stages: *a40\n").contains {
        $0.contains("more than 100000 values") || $0.contains("nested more than 32 deep")
      })
    #expect(
      problems(in: text + "? *a40\n: 1\n") == [
        "g.yaml: error: the file has many aliases and keys that are lists or mappings; "
          + "use plain names as keys"
      ])
    #expect(problems(in: text + "*a40 : 1\n").count == 1)
  }

  @Test func depthAndSizeAreBounded() {
    let nested = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
    #expect(
      problems(in: "name: x\nstages: {a: {stage: count, options: {folder: \(nested)}}}\n").last
        == "g.yaml:2: error: values are nested more than 32 deep")
    #expect(problems(in: String(repeating: "[", count: 100_000)).count == 1)
    #expect(
      problems(in: String(repeating: "#", count: (1 << 18) + 1))
        == ["g.yaml: error: the file has 262145 bytes; a graph may have at most 262144"])
  }
}
