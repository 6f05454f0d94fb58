import ArgumentParser
import GraphFile
import Stages

/// `sluice run`: runs a graph file.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a graph file.",
    discussion: "Example: sluice run graphs/demo.yaml --set dataset=data/phantom --out runs/a"
  )

  @Argument(help: "The graph, a YAML file.")
  var graph: String

  @Option(
    help: ArgumentHelp("Set a variable of the graph; may be repeated.", valueName: "name=value"))
  var set: [VariableAssignment] = []

  @Option(
    help:
      "Where to leave what the graph makes: a new folder, or one of an earlier run to go on with.")
  var out: String

  @OptionGroup var run: RunOptions

  func run() async throws {
    let spec = GraphSpec.read(graph, variables: try VariableAssignment.dictionary(set))
    let checked = try CheckedGraph(spec, onFailure: run.onFailure)
    try await RunSession(options: run, out: out).run(checked)
  }
}

/// `name=value` on the command line.
struct VariableAssignment: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }

  static func dictionary(_ assignments: [VariableAssignment]) throws -> [String: String] {
    var values: [String: String] = [:]
    for assignment in assignments {
      guard values.updateValue(assignment.value, forKey: assignment.name) == nil else {
        throw ValidationError("\(assignment.name) is given twice.")
      }
    }
    return values
  }
}
