import GraphFile

/// The problems of a graph text, each as it is printed.
func problems(
  in text: String, variables: [String: String] = [:],
  missingFiles: Problem.Severity? = .error
) -> [String] {
  plan(text, variables: variables, missingFiles: missingFiles).problems.map(\.description)
}

func plan(
  _ text: String, variables: [String: String] = [:], missingFiles: Problem.Severity? = .error
) -> GraphPlan<TestEnvironment> {
  let spec = GraphSpec.parse(text: text, file: "g.yaml", variables: variables)
  return GraphPlan(spec, catalog: testCatalog, missingFiles: missingFiles)
}

/// A whole graph without mistakes; its folder exists wherever tests run.
let goodGraph = """
  name: sums
  description: Adds numbers.
  variables:
    limit: {default: 4, help: How many numbers}
    folder: /
  stages:
    numbers:
      stage: count
      options: {folder: "${folder}", limit: "${limit}", kinds: [odd, even]}
    more:
      stage: add-constant
      from: numbers
      workers: 2
      on-failure: {retries: 2, backoff: 0.5, then: quarantine}
      options: {constant: 10}
    pairs:
      stage: add-pair
      from: {left: numbers, right: more}
      capacity: 3
    batches:
      stage: batch
      from: pairs
    totals:
      stage: total
      from: batches
    keep:
      stage: collect
      from: totals
      on-failure: quarantine
      options:
        title: "sums of ${limit}"
  """
