public import Imaging
public import Scoring
public import Stages

/// What came out of a study, read from its run folder.
public struct StudyResults: Sendable {
  public let plan: StudyPlan
  public let folder: RunFolder
  public let bootstrap: Bootstrap
  public let tasks: [Task]
  /// What could not be read, as sentences.
  public let problems: [String]

  /// One task's results.
  public struct Task: Sendable {
    public let task: StudyTask
    /// Of the cases of the study.
    public let facts: DatasetFacts?
    public let cases: [CaseFacts]
    /// SAM's labels of all cases of the study, by kind of prompts.
    public let prompts: [PromptSetScores]
    /// On test cases only: SAM's labels from the training prompts, then the networks.
    public let tests: [TestScores]
  }

  /// Reads scans, references and what the run left.
  ///
  /// - Parameter onStep: called before each step with what it is.
  public init(
    _ plan: StudyPlan, folder: RunFolder, bootstrap: Bootstrap = Bootstrap(),
    onStep: (String) -> Void = { _ in }
  ) {
    self.plan = plan
    self.folder = folder
    self.bootstrap = bootstrap
    var problems: [String] = []
    let scorer = CaseScorer(grouping: .merged, slicing: plan.orientation)
    tasks = plan.tasks.map { task in
      onStep("\(task.title): what the dataset holds")
      let survey = DatasetSurvey.measure(
        DatasetDescription(name: task.title, labels: task.labels, cases: task.used))
      problems += survey.failures.map { "\(task.title)/\($0.caseID): \($0.error)" }
      let prompts = plan.promptSets.compactMap { kind -> PromptSetScores? in
        do {
          return try PromptSetScores(kind, labels: folder.labels(plan.labels(of: kind, task)))
        } catch {
          problems.append("\(task.title), \(kind): there are no scores (\(error))")
          return nil
        }
      }
      onStep("\(task.title): scores of the test cases")
      let prompt = plan.training.rawValue
      let sam = folder.labels(plan.labels(of: prompt, task))
      let tests =
        task.splits.isEmpty
        ? []
        : [
          TestScores(
            title: "SAM itself (\(prompt))", network: nil, task: task,
            folders: task.splits.map { _ in sam }, scorer: scorer)
        ]
          + plan.networks.map { network in
            TestScores(
              title: network.title(prompt: prompt), network: network, task: task,
              folders: task.splits.indices.map {
                folder.labels(plan.labels(of: network, task, $0))
              },
              scorer: scorer)
          }
      problems += tests.flatMap { set in
        set.missing.map { "\(task.title), \(set.title), \($0)" }
      }
      return Task(
        task: task,
        facts: DatasetFacts(name: task.title, labels: task.labels, cases: survey.cases),
        cases: survey.cases, prompts: prompts, tests: tests)
    }
    self.problems = problems
  }
}

extension StudyResults.Task {
  /// The scores of a network's labels of test cases.
  public func test(_ network: StudyNetwork?) -> TestScores? {
    tests.first { $0.network == network }
  }
}
