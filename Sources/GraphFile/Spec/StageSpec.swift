public import Dataflow

/// One stage of a graph as a file describes it.
public struct StageSpec: Sendable {
  public var name: String
  /// Empty if the file doesn't say.
  public var kind: String
  /// Printed above the stage in YAML; not read back.
  public var comment: String?
  public var inputs: [LinkSpec]
  /// Stages that must have ended before it begins.
  public var after: [LinkSpec] = []
  /// The options that are set, with names as in the catalog.
  public var options: [GraphValue.Field]
  /// `nil` for the default.
  public var workers: Int?
  /// `nil` for the default.
  public var capacity: Int?
  /// `nil` for the default.
  public var onFailure: FailurePolicy?
  /// Where its parts stand in the file.
  var places = Places()

  struct Places: Sendable {
    var name: SourceLocation?
    var kind: SourceLocation?
    var inputs: SourceLocation?
    var after: SourceLocation?
    var options: SourceLocation?
    var workers: SourceLocation?
    var capacity: SourceLocation?
    var onFailure: SourceLocation?
  }

  public init(
    _ name: String, kind: String, comment: String? = nil, from inputs: [LinkSpec] = [],
    after: [String] = [],
    options: [GraphValue.Field] = [], workers: Int? = nil, capacity: Int? = nil,
    onFailure: FailurePolicy? = nil
  ) {
    self.name = name
    self.kind = kind
    self.comment = comment
    self.inputs = inputs
    self.after = after.map { LinkSpec(from: $0) }
    self.options = options
    self.workers = workers
    self.capacity = capacity
    self.onFailure = onFailure
  }
}

extension StageSpec: Equatable {
  /// Whether both say the same, wherever they come from; comments don't count.
  public static func == (left: StageSpec, right: StageSpec) -> Bool {
    left.name == right.name && left.kind == right.kind && left.inputs == right.inputs
      && left.after == right.after
      && left.options == right.options && left.workers == right.workers
      && left.capacity == right.capacity && left.onFailure == right.onFailure
  }
}
