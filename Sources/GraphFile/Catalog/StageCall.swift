public import Dataflow

/// All that a catalog stage needs to add itself to a graph, beside its options.
public struct StageCall<Environment: Sendable>: Sendable {
  /// The stage's name in the graph file.
  public let name: String
  /// Workers, capacity and failure policy from the graph file; the executor from the catalog.
  public let settings: StageSettings
  /// The links by port; an optional port that is not linked is absent.
  public let inputs: [String: AnyLink]
  /// What all stages of a run share, such as the run folder.
  public let environment: Environment

  public init(
    name: String, settings: StageSettings = StageSettings(), inputs: [String: AnyLink] = [:],
    environment: Environment
  ) {
    self.name = name
    self.settings = settings
    self.inputs = inputs
    self.environment = environment
  }

  /// The link at a port.
  ///
  /// - Throws: `GraphFileError` if nothing is linked there or it carries another Swift type.
  public func link<Value: Sendable>(
    _ port: String, as type: Value.Type = Value.self
  ) throws -> Link<Value> {
    guard let link = try optionalLink(port, as: type) else {
      throw GraphFileError.portNotLinked(stage: name, port: port)
    }
    return link
  }

  /// The link at a port, or `nil` if nothing is linked there.
  ///
  /// - Throws: `GraphFileError.otherSwiftType` if it carries another Swift type.
  public func optionalLink<Value: Sendable>(
    _ port: String, as type: Value.Type = Value.self
  ) throws -> Link<Value>? {
    try inputs[port]?.typed(as: type)
  }
}
