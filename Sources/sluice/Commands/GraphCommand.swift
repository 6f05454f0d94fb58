import ArgumentParser
import Dataflow
import GraphFile
import Logging
import Stages
import Tensors

/// `sluice graph`: checks and shows graph files.
struct GraphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Check or show a graph file.",
    discussion: "Example: sluice graph check graphs/demo.yaml",
    subcommands: [Check.self, Show.self])

  struct Source: ParsableArguments {
    @Argument(help: "The graph, a YAML file.")
    var graph: String

    @Option(
      help: ArgumentHelp("Set a variable of the graph; may be repeated.", valueName: "name=value"))
    var set: [VariableAssignment] = []

    func spec() throws -> GraphSpec {
      GraphSpec.read(graph, variables: try VariableAssignment.dictionary(set))
    }

    func plan() throws -> GraphPlan<LabelingEnvironment> {
      GraphPlan(try spec().settingAsideFailures(), catalog: stageCatalog)
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report all problems of a graph, with file and line.",
      discussion: "Example: sluice graph check graphs/demo.yaml --set dataset=data/phantom")

    @OptionGroup var source: Source

    func run() throws {
      let plan = try source.plan()
      for problem in plan.problems { print(problem) }
      if plan.problems.isEmpty {
        print("\(source.graph): no problems")
      } else {
        print(
          "\(source.graph): \(counted(plan.errors.count, "error")), "
            + counted(plan.warnings.count, "warning"))
      }
      if !plan.errors.isEmpty { throw ExitCode(RunExit.badInput.rawValue) }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the plan of a graph, or draw it.",
      discussion: "Example: sluice graph show graphs/demo.yaml --format svg > demo.svg")

    enum Format: String, CaseIterable, ExpressibleByArgument {
      case plan, mermaid, dot, svg, yaml
    }

    @OptionGroup var source: Source

    @Option(help: "What to print.")
    var format = Format.plan

    func run() async throws {
      let plan = try source.plan()
      for problem in plan.problems { standardError("\(problem)") }
      switch format {
      case .plan:
        print(plan)
        if plan.errors.isEmpty { print("\n" + (try await memory(plan))) }
      case .mermaid: print(plan.mermaid())
      case .dot: print(plan.dot())
      case .svg: print(plan.svg())
      case .yaml: print(try source.spec().yaml(), terminator: "")
      }
      if !plan.errors.isEmpty { throw ExitCode(RunExit.badInput.rawValue) }
    }

    /// What one slice of the first scan needs on its way, stage by stage.
    private func memory(_ plan: GraphPlan<LabelingEnvironment>) async throws -> String {
      let environment = LabelingEnvironment(
        folder: RunFolder("."), team: ThreadTeam(threads: 1), models: ModelLibrary(),
        logger: Logger(label: "sluice") { _ in PlainLogHandler() })
      let footprint = try await plan.build(environment: environment).expectedFootprint()
      let rows = footprint.parts.map { part in
        [part.stage] + [part.item, part.group, part.scratch, part.resident].map(\.formattedBytes)
      }
      let header = ["memory", "a slice", "a case", "scratch", "weights"]
      return TextTable(header: header, rows: rows, leftAligned: 1).text
        + "\nneeded of the budget: \(footprint.required.formattedBytes); beside it: "
        + "\(footprint.resident.formattedBytes) of weights"
    }
  }
}
