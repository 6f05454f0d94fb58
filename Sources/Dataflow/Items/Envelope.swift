/// An item on its way, with its place in the order and the bytes it is admitted for.
struct Envelope: Sendable {
  enum Content: Sendable {
    case item(any Sendable)
    /// A stage decided that nothing comes of this item. It still takes its place in the order, so
    /// that joins further down stay in step.
    case skipped
    /// A stage failed on it and the failure was quarantined.
    case failed
    case groupEnd(GroupEnd)
  }

  /// Dense and ascending from each source or gathering stage: joins match on it.
  let sequence: Int
  let group: Group
  let index: Int
  let content: Content
  /// After the content, so that it goes first when an envelope is dropped.
  let permits: [Permit]

  var key: ItemKey { ItemKey(group: group.id, index: index) }
}
