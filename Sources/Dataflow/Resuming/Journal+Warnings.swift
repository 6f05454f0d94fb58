/// What sources found odd about groups. It is kept, as the page about the run may be made long after a
/// group was read.
extension Journal {
  /// What a person should know of a group that went through all the same.
  public struct Warning: Sendable, Hashable {
    public let group: String
    /// In a sentence.
    public let text: String
  }

  /// All that is kept, in the order in which it was found. What several sources say of a group stands
  /// once.
  public var warnings: [Warning] {
    let all = entries(at: warnedPlaces, as: GroupWarnings.self).flatMap { entry in
      entry.texts.map { Warning(group: entry.group, text: $0) }
    }
    var seen: Set<Warning> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// Keeps what a source says of a group, in place of what it said when it last sent it.
  ///
  /// - Throws: `FileError` if the journal can't be written to.
  func keep(_ texts: [String], stage: String, group: String) throws {
    let name = UnitName(stage: stage, group: group).entryName
    let before: GroupWarnings? = entry(.warned, name)
    guard texts != before?.texts ?? [] else { return }
    try append(.warned, name, GroupWarnings(group: group, texts: texts))
  }
}

/// What a source says of a group.
private struct GroupWarnings: Codable {
  let group: String
  let texts: [String]
}
