import Dataflow
import GraphFile
import Testing

@Suite struct VariableTests {
  private func text(variables: String, limit: String, title: String = "t") -> String {
    """
    variables: \(variables)
    stages:
      a: {stage: count, options: {folder: /, limit: \(limit)}}
      keep:
        stage: collect
        from: a
        options:
          title: \(title)
    """
  }

  private func option(_ name: String, _ plan: GraphPlan<TestEnvironment>) -> GraphValue? {
    plan.stages.compactMap { $0.resolvedOptions[name] }.first
  }

  @Test func aWholeScalarKeepsItsType() {
    let text = text(
      variables: "{n: 12, kinds: [odd, prime]}", limit: "\"${n}\"", title: "\"${kinds}\"")
    let spec = GraphSpec.parse(text: text, file: "g.yaml")
    #expect(spec.problems == [])
    #expect(spec.stages[0].options[1].value == 12)
    #expect(spec.stages[1].options[0].value == ["odd", "prime"])
    let set = GraphSpec.parse(text: text, file: "g.yaml", variables: ["n": "5", "kinds": "[a, 1]"])
    #expect(set.stages[0].options[1].value == 5)
    #expect(set.stages[1].options[0].value == ["a", 1])
  }

  @Test func partsOfTextAndEscapes() {
    let plan = plan(
      text(
        variables: "{n: 007, m: b}", limit: "1", title: "\"$${n} is ${n}, ${m}${m} $x $\""))
    #expect(plan.problems == [])
    #expect(option("title", plan) == "${n} is 007, bb $x $")
  }

  @Test func aPlainScalarIsReadAfterExpansion() {
    let plain = plan(
      """
      variables: {n: 2}
      stages:
        a:
          stage: count
          options:
            folder: /
            limit: ${n}${n}
        keep: {stage: collect, from: a}
      """)
    #expect(option("limit", plain) == 22)
    #expect(
      problems(in: text(variables: "{n: 2}", limit: "\"${n}1\"")) == [
        #"g.yaml:3: error: option "limit" of stage "a" (count) is "21", but must be a whole "#
          + "number from 1 to 100; remove the quotes"
      ])
  }

  @Test func problemsWithVariables() {
    let text = """
      variables:
        used: 1
        unused: {default: 2, help: none}
        required: {help: must be set}
        bad name: 3
        chained: "${used}"
        extra: {default: 1, hepl: x}
      stages:
        a: {stage: count, options: {folder: /, limit: "${used}", seed: "${requried}"}}
        b: {stage: count, options: {folder: "${required}/x", limit: "${extra}"}}
        k: {stage: collect, from: a, options: {title: "${used", list: "${chained}"}}
        l: {stage: collect, from: b}
      """
    #expect(
      problems(in: text, variables: ["usde": "1"]) == [
        #"error: --set usde: the graph has no such variable; did you mean "used"?"#,
        #"g.yaml:3: warning: variable "unused" is not used; use it as "${unused}" or remove it"#,
        #"g.yaml:4: error: variable "required" has no default and is not set; "#
          + "add `--set required=…`",
        #"g.yaml:5: error: "bad name" can't be the name of a variable; "#
          + #"use letters, digits, "-" and "_""#,
        #"g.yaml:6: error: the default of "chained" uses another variable; "#
          + "write the default itself",
        #"g.yaml:7: error: variable "extra": unknown key "hepl"; did you mean "help"?"#,
        #"g.yaml:9: error: unknown variable "requried"; did you mean "required"?"#,
        #"g.yaml:11: error: "${used" has a "${" that no "}" ends; write "$${" for the "#
          + "characters themselves",
      ])
  }

  @Test func listsAreNoPartOfText() {
    #expect(
      problems(in: text(variables: "{n: [1]}", limit: "1", title: "\"a ${n}\"")) == [
        #"g.yaml:8: error: variable "n" is not a scalar, so it can't be part of a text; "#
          + #"use it alone: "${n}""#
      ])
  }

  @Test func variablesDoNotExplode() {
    let long = String(repeating: "x", count: 100_000)
    let uses = String(repeating: "${n}", count: 1000)
    #expect(
      problems(in: text(variables: "{n: \(long)}", limit: "1", title: uses))
        == ["g.yaml:8: error: values with variables take more than 4194304 bytes"])
  }

  @Test func everyScalarOfTheStagesIsExpanded() {
    let plan = plan(
      """
      name: "${n}"
      variables: {n: numbers, k: count, w: 3, f: quarantine}
      stages:
        numbers: {stage: "${k}", options: {folder: /}}
        m: {stage: add-constant, from: "${n}", workers: "${w}", on-failure: "${f}"}
        keep: {stage: collect, from: {number: m}}
      """)
    #expect(plan.problems == [])
    #expect(plan.name == "numbers")
    #expect(plan.stages[1].settings.workers == 3)
  }
}
