public import DurableFiles

/// What a stage is told when the run is over for it.
public struct Closing: Sendable {
  /// The groups whose unit of work at this stage is finished, now or in an earlier run, in the
  /// order in which the source sends them. Of a run that was cut short, also those that it hasn't come to
  /// but an earlier one had finished of the same, as their files are there.
  public let groups: [String]
  /// What no receipt says.
  private let published: [Published?]
  private let stage: String
  private let journal: Journal?
  private let files: any FileSystem
  /// Whether no other group is finished.
  private let areAll: Bool

  init(
    _ finished: [(id: String, published: Published?)], stage: String, journal: Journal?,
    files: any FileSystem, areAll: Bool = false
  ) {
    groups = finished.map(\.id)
    published = finished.map(\.published)
    self.stage = stage
    self.journal = journal
    self.files = files
    self.areAll = areAll
  }

  /// What was published for the group at that place in `groups`. Paths are relative to the run's
  /// folder if it keeps a journal.
  public func published(_ place: Int) -> Published {
    if let published = published[place] { return published }
    let receipt = journal?.receipt(of: UnitName(stage: stage, group: groups[place]))
    return receipt.map { Published($0.files, parts: $0.parts, notes: $0.notes) } ?? Published()
  }

  /// Takes back the receipt of the group at that place in `groups`, as what it names is damaged: the next
  /// run makes it again.
  ///
  /// - Throws: `FileError` if the journal can't be written to.
  public func revoke(_ place: Int) throws {
    try journal?.void(UnitName(stage: stage, group: groups[place]))
  }

  /// Says that what spans groups is about to be published anew: until `finish`, what was published before
  /// may be anything.
  ///
  /// - Throws: `FileError` if the journal can't be written to.
  public func begin() throws {
    try journal?.begin(UnitName(stage: stage, group: nil))
  }

  /// The folder that paths of published files are relative to; `nil` if they aren't.
  public var root: String? { journal?.root }

  /// Says what was published that spans groups. What was said before and isn't any more is removed.
  ///
  /// - Throws: `FileError` if the journal can't be written to, or a file not removed.
  public func finish(_ published: [PublishedFile]) throws {
    // Where nobody knows what is finished, what is there may still be right.
    guard let journal, !published.isEmpty || areAll else { return }
    let unit = UnitName(stage: stage, group: nil)
    let relative = published.map { $0.relative(to: journal.root) }
    if let old = journal.receipt(of: unit) {
      try journal.remove(old, except: relative, in: files)
      if published.isEmpty { try journal.void(unit) }
    }
    guard !published.isEmpty else { return }
    let receipt = Receipt(
      unit: unit, key: UnitKey(of: relative.map { "\($0.path) \($0.checksum)" }), content: nil,
      recipe: "", inputs: [:], parts: 0, files: relative, notes: [:])
    try journal.exclusively {
      _ = try journal.claim(relative, for: unit)
      try journal.append(receipt)
    }
  }
}
