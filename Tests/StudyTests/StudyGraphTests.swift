import GraphFile
import Imaging
import Stages
import Testing

@testable import Study

/// The graph of a study: that it can run, and that nothing is learned from test cases.
struct StudyGraphTests {
  private static func task(_ name: String, folds: Int) throws -> StudyTask {
    let cases = (0..<9).map { number in
      DatasetCase(
        id: "\(name)_\(number)", imagePath: "\(name)/\(number).nii", labelPath: "l/\(number).nii")
    }
    let ids = cases.map(\.id)
    return StudyTask(
      name: name, title: "Task_\(name)", path: "data/\(name)", cases: cases, labels: [1: "organ"],
      splits: folds == 1
        ? [try .random(ids, seed: 4)] : try CaseSplit.folds(ids, count: folds, seed: 4))
  }

  private static func plan(folds: Int) throws -> StudyPlan {
    var plan = StudyPlan(
      tasks: [try task("liver", folds: folds), try task("lung", folds: folds)],
      checkpoint: "sam.pth", kinds: [.box, .interior],
      trainer: [.init("epochs", .integer(3))])
    plan.improvements = StudyNetwork.Improvement.allCases
    plan.selfTrainingRounds = 2
    plan.everything = []
    return plan
  }

  @Test(arguments: [1, 3]) func hasNoProblems(folds: Int) throws {
    let spec = try Self.plan(folds: folds).graph
    let plan = GraphPlan(spec, catalog: stageCatalog, missingFiles: nil)
    #expect(plan.errors.map(\.description) == [])
    #expect(plan.warnings.map(\.description) == [])
    // It is a graph that can be printed, changed and run by hand.
    let read = GraphSpec.parse(text: spec.yaml(), file: "study.yaml")
    #expect(read.stages == spec.stages)
  }

  @Test(arguments: [1, 3]) func nothingIsLearnedFromTestCases(folds: Int) throws {
    let plan = try Self.plan(folds: folds)
    let stages = plan.graph.stages
    func texts(_ stage: StageSpec, _ option: String) -> Set<String> {
      guard
        case .list(let values)? = stage.options.first(where: { $0.name == option })?.value.content
      else { return [] }
      return Set(values.compactMap(\.text))
    }
    for task in plan.tasks {
      for (fold, split) in task.splits.enumerated() {
        for network in plan.networks {
          let name = "\(task.name)-\(network.name)-network\(task.suffix(fold))"
          let trainer = try #require(stages.first { $0.name == name }, "\(name)")
          #expect(texts(trainer, "training") == Set(split.train))
          #expect(texts(trainer, "validation") == Set(split.validation))
          #expect(texts(trainer, "training").isDisjoint(with: split.test))
          #expect(texts(trainer, "validation").isDisjoint(with: split.test))
        }
        // What a network labels for the next round, it was trained on.
        for round in 1...2 {
          let name = "\(task.name)-round\(round)\(task.suffix(fold))-scans"
          let reader = try #require(stages.first { $0.name == name }, "\(name)")
          #expect(texts(reader, "cases") == Set(split.train + split.validation))
        }
        let unseen = try #require(
          stages.first { $0.name == "\(task.name)-unseen\(task.suffix(fold))" })
        #expect(texts(unseen, "cases") == Set(split.test))
        #expect(unseen.after.count == plan.networks.count)
      }
    }
  }

  /// Each training begins when the one before has ended: they would only share the processors.
  @Test func trainingsFollowEachOther() throws {
    let plan = try Self.plan(folds: 3)
    let sets = plan.graph.stages.filter { $0.kind == SampleReader.description.kind }
    #expect(sets.count == 2 * 3 * plan.networks.count)
    let trainers = plan.graph.stages.filter { $0.kind == UNetTrainer.description.kind }.map(\.name)
    for (set, previous) in zip(sets.dropFirst(), trainers) {
      #expect(set.after.map(\.source).contains(previous), "\(set.name)")
    }
  }

  @Test(arguments: [
    ("Task09_Spleen", "spleen"), ("Dataset009_Hepatic_Vessel", "hepatic-vessel"),
    ("scans", "scans"),
    ("Task", "task"), ("…", "task"),
  ]) func namesAreShort(folder: String, name: String) {
    #expect(StudyTask.shortName(folder) == name)
  }
}
