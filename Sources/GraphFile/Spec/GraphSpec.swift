/// A graph as a file describes it: named stages, their options and links. It may be full of
/// mistakes; a `GraphPlan` finds them.
public struct GraphSpec: Sendable {
  public var name: String
  /// A sentence or more for `graph show`.
  public var summary: String?
  public var variables: [VariableSpec]
  /// In the order of the file, which need not be that of the links.
  public var stages: [StageSpec]
  /// Where it was read from.
  public let file: String?
  /// Whether variables have been replaced by their values.
  public internal(set) var isExpanded: Bool
  /// What is wrong with the file, the variables and the command line's values for them.
  public internal(set) var problems: [Problem]

  /// A graph made in Swift, to be printed as YAML or planned. Values of options may contain
  /// `${variables}`.
  public init(
    name: String, summary: String? = nil, variables: [VariableSpec] = [], stages: [StageSpec]
  ) {
    self.init(name: name, summary: summary, variables: variables, stages: stages, file: nil)
  }

  init(
    name: String, summary: String?, variables: [VariableSpec], stages: [StageSpec], file: String?,
    isExpanded: Bool = false, problems: [Problem] = []
  ) {
    self.name = name
    self.summary = summary
    self.variables = variables
    self.stages = stages
    self.file = file
    self.isExpanded = isExpanded
    self.problems = problems
  }
}

extension GraphSpec: Equatable {
  /// Whether both describe the same graph, wherever they come from.
  public static func == (left: GraphSpec, right: GraphSpec) -> Bool {
    left.name == right.name && left.summary == right.summary && left.stages == right.stages
      && left.isExpanded == right.isExpanded
      && (left.isExpanded || left.variables == right.variables)
  }
}
