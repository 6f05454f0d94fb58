public import Dataflow

/// A stage of a plan, with everything it will be given.
public struct PlannedStage: Sendable {
  /// A link that arrives at one of its ports.
  public struct Input: Sendable, Hashable {
    public let port: String
    /// The stage that sends.
    public let source: String
    /// What arrives.
    public let type: ElementType
  }

  /// An option and its value.
  public struct Option: Sendable, Hashable {
    public let name: String
    /// As the stage decodes it.
    public let value: GraphValue
    /// As it may be written in a graph file.
    public let written: String
    public let isDefault: Bool
  }

  public let name: String
  public let kind: String
  public let role: StageDescription.Role
  /// In the order of the kind's ports.
  public let inputs: [Input]
  /// What it sends; `nil` for sinks.
  public let output: ElementType?
  public let settings: StageSettings
  /// In the order of the kind's options; options that have no value are absent.
  public let options: [Option]

  /// All options with their values, as one mapping.
  public var resolvedOptions: GraphValue {
    GraphValue(.mapping(options.map { GraphValue.Field($0.name, $0.value) }))
  }
}
