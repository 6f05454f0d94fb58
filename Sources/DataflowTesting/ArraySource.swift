public import Dataflow

/// A source of given items, for tests and small programs.
public struct ArraySource<Element: Sendable>: Source {
  /// Groups of items, in the order in which they are sent.
  public let groups: [(id: String, items: [Element])]
  public let failureScope: FailureScope
  private let bytesPerItem: Int
  private let extents: Extents

  /// Independent items: one that fails takes down nothing else.
  ///
  /// - Parameter bytesPerItem: what each is admitted for.
  public init(_ items: [Element], bytesPerItem: Int = 0, extents: Extents = [:]) {
    groups = [("items", items)]
    failureScope = .item
    self.bytesPerItem = bytesPerItem
    self.extents = extents
  }

  /// Items in groups: one that fails takes its group with it.
  public init(
    groups: [(id: String, items: [Element])], bytesPerItem: Int = 0, extents: Extents = [:]
  ) {
    self.groups = groups
    failureScope = .group
    self.bytesPerItem = bytesPerItem
    self.extents = extents
  }

  public var expectedExtents: Extents? { extents }

  public func cost(of input: Extents) -> Cost {
    Cost(item: bytesPerItem)
  }

  public func run(into output: SourceOutput<Element>) async throws {
    output.expect(groups: groups.count, items: groups.map(\.items.count).reduce(0, +))
    for group in groups {
      try await output.group(group.id, extents: extents, failureScope: failureScope) { sending in
        for (index, item) in group.items.enumerated() {
          try await sending.emit(at: index) { item }
        }
      }
    }
  }
}
