public import DurableFiles

/// What a stage is told when the run is over for it.
public struct Closing: Sendable {
  /// The groups whose unit of work at this stage is finished, now or in an earlier run, in the
  /// order in which the source sends them.
  public let groups: [String]
  /// What no receipt says.
  private let published: [Published?]
  private let stage: String
  private let journal: Journal?

  init(_ finished: [(id: String, published: Published?)], stage: String, journal: Journal?) {
    groups = finished.map(\.id)
    published = finished.map(\.published)
    self.stage = stage
    self.journal = journal
  }

  /// What was published for the group at that place in `groups`. Paths are relative to the run's
  /// folder if it keeps a journal.
  public func published(_ place: Int) -> Published {
    if let published = published[place] { return published }
    let receipt = journal?.receipt(of: UnitName(stage: stage, group: groups[place]))
    return receipt.map { Published($0.files, parts: $0.parts, notes: $0.notes) } ?? Published()
  }

  /// Says what was published that spans groups.
  ///
  /// - Throws: `FileError` if the journal can't be written to.
  public func finish(_ files: [PublishedFile]) throws {
    guard let journal, !files.isEmpty else { return }
    let relative = files.map { $0.relative(to: journal.root) }
    try journal.append(
      Receipt(
        unit: UnitName(stage: stage, group: nil),
        key: UnitKey(of: relative.map { "\($0.path) \($0.checksum)" }), content: nil, recipe: "",
        inputs: [:], parts: 0, files: relative, notes: [:]))
  }
}
