/// The stage kinds that graph files can name.
public struct StageCatalog<Environment: Sendable>: Sendable {
  let entries: [CatalogEntry<Environment>]

  /// A catalog of these kinds, each of which must have a name of its own.
  public init(_ stages: any CatalogStage<Environment>.Type...) {
    self.init(stages)
  }

  /// A catalog of these kinds, each of which must have a name of its own.
  public init(_ stages: [any CatalogStage<Environment>.Type]) {
    func entry<Stage: CatalogStage<Environment>>(
      _ stage: Stage.Type
    ) -> CatalogEntry<Environment> {
      CatalogEntry(stage)
    }
    entries = stages.map { entry($0) }
    precondition(
      Set(entries.map(\.description.kind)).count == entries.count,
      "two stages of the catalog have the same kind")
  }

  /// The descriptions of all kinds, in catalog order.
  public var descriptions: [StageDescription] { entries.map(\.description) }

  /// The description of one kind.
  public subscript(kind: String) -> StageDescription? { entry(kind)?.description }

  func entry(_ kind: String) -> CatalogEntry<Environment>? {
    entries.first { $0.description.kind == kind }
  }
}
