public import Dataflow

/// What the catalog says of a stage kind.
public struct StageDescription: Sendable, Hashable {
  /// What a stage does with streams.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// Begins a stream.
    case source
    /// Turns one item into one item.
    case transform
    /// Sees the items of a group together, and numbers what it makes anew.
    case gather
    /// Ends streams.
    case sink
  }

  /// The name after `stage:`.
  public let kind: String
  /// One line, without a full stop.
  public let summary: String
  /// What a reader should know before using it; paragraphs are separated by empty lines.
  public let discussion: String
  public let role: Role
  public let inputs: [PortDescription]
  /// What it sends; `nil` for sinks. A stage whose output depends on its options overrides
  /// `CatalogStage.output(_:)` too.
  public let output: ElementType?
  public let options: [OptionDescription]
  /// The threads that it runs on.
  public let executor: ExecutorKind
  /// The stage as it may stand in a graph file.
  public let example: String?

  /// - Parameter executor: `nil` for `files` in sources and sinks and `compute` elsewhere.
  public init(
    _ kind: String, _ role: Role, summary: String, discussion: String = "",
    inputs: [PortDescription] = [], output: ElementType? = nil, options: [OptionDescription] = [],
    executor: ExecutorKind? = nil, example: String? = nil
  ) {
    self.kind = kind
    self.summary = summary
    self.discussion = discussion
    self.role = role
    self.inputs = inputs
    self.output = output
    self.options = options
    self.executor = executor ?? (role == .source || role == .sink ? .files : .compute)
    self.example = example
  }
}

extension StageDescription {
  /// What is wrong with setting an option of this name, as a sentence; nil if there is one.
  public func problem(ofOption name: String) -> String? {
    let names = options.map(\.name)
    guard !names.contains(name) else { return nil }
    let suggestion =
      Suggestion.name(like: name, among: names, listedAs: "its options are")
      ?? "`sluice stages \(kind)` lists them"
    return "\(name): \(kind) has no such option; \(suggestion)"
  }
}
