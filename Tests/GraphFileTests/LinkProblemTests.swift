import GraphFile
import Testing

@Suite struct LinkProblemTests {
  @Test func unknownKind() {
    #expect(
      problems(in: "stages:\n  a:\n    stage: cuont\n    options: {folder: /}\n")
        == [#"g.yaml:3: error: unknown stage "cuont"; did you mean "count"?"#])
  }

  @Test func unknownTargetAndPort() {
    #expect(
      problems(
        in: """
          stages:
            numbers: {stage: count, options: {folder: /}}
            keep:
              stage: collect
              from: {number: nubmers}
            pair:
              stage: add-pair
              from:
                lfet: numbers
                left: numbers
                right: numbers
            sink: {stage: collect, from: pair}
          """) == [
          #"g.yaml:5: error: stage "keep" takes its input from "nubmers", "#
            + #"which is no stage of this graph; did you mean "numbers"?"#,
          #"g.yaml:9: error: stage "pair" (add-pair) has no port "lfet"; did you mean "left"?"#,
        ])
  }

  @Test func missingRequiredPorts() {
    #expect(
      problems(
        in: """
          stages:
            numbers: {stage: count, options: {folder: /}}
            pair:
              stage: add-pair
              from: {left: numbers}
            keep:
              stage: collect
            sink: {stage: collect, from: pair}
          """) == [
          #"g.yaml:5: error: stage "pair" (add-pair) needs a link to its port "right"; "#
            + #"number [int64, 0-D] is sent by "numbers""#,
          #"g.yaml:6: error: stage "keep" (collect) needs a link to its port "number"; "#
            + #"number [int64, 0-D] is sent by "numbers" and "pair""#,
        ])
  }

  @Test func wrongTypesNameBothEnds() {
    #expect(
      problems(
        in: """
          stages:
            numbers: {stage: count, options: {folder: /}}
            wide: {stage: add-constant, from: numbers, options: {mode: wide}}
            pair:
              stage: add-pair
              from:
                left: numbers
                right: numbers
                offset: wide
            batches: {stage: batch, from: numbers}
            keep: {stage: collect, from: batches}
            sink: {stage: collect, from: pair}
          """) == [
          #"g.yaml:9: error: "wide" (add-constant) sends number [float64, 0-D], but port "offset" "#
            + #"of "pair" (add-pair) takes batch [1-D]; batch [1-D] is sent by "batches""#,
          #"g.yaml:11: error: "batches" (batch) sends batch [1-D], but port "number" of "keep" "#
            + #"(collect) takes number [int64, 0-D]; number [int64, 0-D] is sent by "#
            + #""numbers" and "pair""#,
        ])
  }

  @Test func twoLinksOnOnePort() {
    #expect(
      problems(
        in: """
          stages:
            a: {stage: count, options: {folder: /}}
            b: {stage: add-constant, from: a}
            keep:
              stage: collect
              from: [a, b]
          """) == [
          #"g.yaml:6: error: port "number" of "keep" (collect) has two links, from "a" and "#
            + #"from "b"; a port takes one stream"#
        ])
  }

  @Test func loopsAreNamed() {
    #expect(
      problems(
        in: """
          stages:
            numbers: {stage: count, options: {folder: /}}
            first:
              stage: add-pair
              from:
                left: numbers
                right: third
            second: {stage: add-constant, from: first}
            third: {stage: add-constant, from: second}
            self:
              stage: add-constant
              from: self
            keep: {stage: collect, from: third}
            keep-too: {stage: collect, from: self}
          """) == [
          "g.yaml:7: error: stages form a loop: first → second → third → first; "
            + "items must leave a graph; link one of them to another stage",
          #"g.yaml:12: error: stage "self" (add-constant) takes its own output as input; "#
            + "items must leave a graph; link one of them to another stage",
        ])
  }

  @Test func joinsOfUnrelatedStreams() {
    #expect(
      problems(
        in: """
          stages:
            numbers: {stage: count, options: {folder: /}}
            batches: {stage: batch, from: numbers}
            totals: {stage: total, from: batches}
            pair:
              stage: add-pair
              from:
                left: numbers
                right: totals
            keep: {stage: collect, from: pair}
          """) == [
          #"g.yaml:9: error: stage "pair" (add-pair) joins "numbers" with "totals", whose items "#
            + #""batches" numbers; join streams that come from one source with no gathering "#
            + "stage in between"
        ])
  }

  @Test func unusedOutputIsAWarning() {
    let plan = plan(
      """
      stages:
        numbers: {stage: count, options: {folder: /}}
        more: {stage: add-constant, from: numbers}
        keep: {stage: collect, from: numbers}
      """)
    #expect(
      plan.problems.map(\.description) == [
        #"g.yaml:3: warning: nothing takes the output of "more" (add-constant) "#
          + "(number [int64, 0-D]); link it to a stage or remove it"
      ])
    #expect(throws: Never.self) { try plan.build(environment: TestEnvironment()) }
  }

  @Test func sinksSendNothingAndSourcesTakeNothing() {
    #expect(
      problems(
        in: """
          stages:
            numbers:
              stage: count
              from: keep
              options: {folder: /}
            keep: {stage: collect, from: numbers}
            again: {stage: collect, from: keep}
          """) == [
          #"g.yaml:4: error: stage "numbers" (count) takes no input; remove `from:`"#,
          #"g.yaml:7: error: stage "again" takes its input from "keep" (collect), "#
            + "which is a sink and sends nothing",
        ])
  }

  @Test func onlyTransformsHaveWorkersAndRetries() {
    #expect(
      problems(
        in: """
          stages:
            numbers:
              stage: count
              workers: 2
              options: {folder: /}
            keep:
              stage: collect
              from: numbers
              workers: 1
              on-failure: {retries: 1, then: stop}
          """) == [
          #"g.yaml:4: error: stage "numbers" (count) is a source and has one worker, not 2; "#
            + "remove `workers:`; only transforms work on several items at once",
          #"g.yaml:10: error: stage "keep" (collect) is a sink and can't try again; "#
            + "write stop or quarantine; only transforms can be called twice",
        ])
  }

  @Test func twoStagesOfOneNameInSwift() {
    let spec = GraphSpec(
      name: "g",
      stages: [
        StageSpec("a", kind: "count", options: [.init("folder", "/")]),
        StageSpec("a", kind: "collect", from: [LinkSpec(from: "a")]),
      ])
    #expect(
      GraphPlan(spec, catalog: testCatalog).problems.map(\.description) == [
        #"error: two stages are named "a"; give each a name of its own"#
      ])
  }
}
