/// A transform that may find an earlier result in place of working: one that a run before this one
/// left, or one in a cache.
public protocol RecallingTransform<Input, Output>: Transform {
  /// An earlier result of the same input, equal to what `process` would make; `nil` if there is none.
  func recall(_ input: Input, as memory: ItemMemory) async throws -> Output?

  /// Keeps a fresh result for other runs. What fails here must not fail the item.
  func retain(_ output: Output, as memory: ItemMemory) async
}

extension RecallingTransform {
  public func retain(_ output: Output, as memory: ItemMemory) async {}
}

/// Under which key the result of an item may be found.
public struct ItemMemory: Sendable {
  /// Of everything that the items of this group follow from here; the same in every run and graph.
  public let key: UnitKey
  public let item: ItemKey
  /// Receipts of earlier runs for that part of the stages directly after this one, if what they
  /// hold was made of items with this key.
  let receipts: @Sendable (_ part: Int) -> [Receipt]

  /// What the stages directly after this one left of such items, part by part.
  public func kept(part: Int) -> [Receipt] { receipts(part) }
}
