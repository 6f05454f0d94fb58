/// Something with a value to begin with.
public protocol DefaultInitializable {
  init()
}

/// The options of a stage kind.
///
/// The coding keys are the names in the graph file, in kebab-case. `init()` gives the defaults; an
/// optional that is `nil` has none. A required option may start as anything.
public typealias StageOptions = Codable & Sendable & DefaultInitializable

/// For stages without options.
public struct NoOptions: StageOptions, Hashable {
  public init() {}
}
