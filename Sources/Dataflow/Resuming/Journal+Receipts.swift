import DurableFiles

extension Journal {
  /// The receipt of a unit, if it has one.
  public func receipt(of unit: UnitName) -> Receipt? {
    entry(.receipt, unit.entryName)
  }

  func append(_ receipt: Receipt) throws {
    try append(.receipt, receipt.unit.entryName, receipt)
  }

  /// Takes a receipt back, so that the unit is made again.
  public func void(_ unit: UnitName) throws {
    guard contains(.receipt, unit.entryName) else { return }
    try append(.void, unit.entryName, [String]())
  }

  /// Says that a unit with a receipt is being made anew.
  func begin(_ unit: UnitName) throws {
    guard contains(.receipt, unit.entryName), !isUnderWay(unit) else { return }
    try append(.begun, unit.entryName, [String]())
  }

  /// Strikes a unit's files from the receipts of other stages: from now on they are this unit's. What
  /// such a receipt still names is there to be removed one day, but finished it is not.
  ///
  /// - Returns: the receipts as they were.
  func claim(_ files: [PublishedFile], for unit: UnitName) throws -> [Receipt] {
    let paths = Set(files.map(\.path))
    guard !paths.isEmpty else { return [] }
    var claimed: [Receipt] = []
    for stage in stagesWithReceipts where stage != unit.stage {
      let other = UnitName(stage: stage, group: unit.group, part: unit.part)
      guard let receipt = receipt(of: other),
        receipt.files.contains(where: { paths.contains($0.path) })
      else { continue }
      claimed.append(receipt)
      try append(receipt.without(paths))
      // Without one of its parts the whole isn't finished either.
      let whole = UnitName(stage: stage, group: unit.group)
      if unit.part != nil, let receipt = self.receipt(of: whole) {
        try append(receipt.without([]))
      }
    }
    return claimed
  }

  /// Removes the files of a receipt that another takes the place of, but for those that it has too, and
  /// folders that hold nothing then. They are gone for good when this returns: only then may the journal
  /// forget them.
  ///
  /// What was written since the journal was opened stays: it is another stage's by now, whose receipt may
  /// be yet to come.
  func remove(_ old: Receipt, except kept: [PublishedFile], in system: any FileSystem) throws {
    let keptPaths = Set(kept.map(\.path))
    let keptFolders = Set(kept.flatMap { Self.folders(above: $0.path) })
    var changed: Set<String> = []
    for file in old.files where !keptPaths.contains(file.path) && !isWrittenAnew(file.path) {
      try system.remove("\(root)/\(file.path)")
      changed.insert(FilePath.parent(of: file.path))
      for folder in Self.folders(above: file.path) where !keptFolders.contains(folder) {
        try system.removeFolder("\(root)/\(folder)")
        changed.insert(FilePath.parent(of: folder))
      }
    }
    for folder in changed.map({ "\(root)/\($0)" }).sorted() where FilePath.isFolder(folder) {
      try system.syncFolder(folder)
    }
  }

  private func isWrittenAnew(_ path: String) -> Bool {
    FileStamp("\(root)/\(path)").map { $0.changed > opened } ?? false
  }

  /// The folders, within the run's, that a file lies in; deepest first.
  private static func folders(above path: String) -> [String] {
    guard !path.hasPrefix("/") else { return [] }
    let folders = sequence(first: FilePath.parent(of: path), next: FilePath.parent(of:))
    return Array(folders.prefix { $0 != "." })
  }

  /// Keeps what a stage's keys were made of, once. Two stages may have equal recipes under
  /// different names.
  func keep(_ recipe: Recipe, of stage: String) throws {
    let name = "\(UnitName.escaped(stage))/\(recipe.id)"
    guard !contains(.recipe, name) else { return }
    try append(.recipe, name, recipe.ingredients)
  }

  func ingredients(ofRecipe id: String, of stage: String) -> [String: String]? {
    entry(.recipe, "\(UnitName.escaped(stage))/\(id)")
  }

  /// What a source noted about a group when it last sent it whole, if its content is the same.
  func note(stage: String, group: String, content: [String: String]) -> [String: Int]? {
    let name = UnitName(stage: stage, group: group).entryName
    guard let note: GroupNote = entry(.note, name), note.content == content else { return nil }
    return note.values
  }

  func append(_ note: GroupNote, stage: String, group: String) throws {
    let name = UnitName(stage: stage, group: group).entryName
    if entry(.note, name) == note { return }
    try append(.note, name, note)
  }

  /// The latest word that a group was set aside at a stage.
  func setAside(stage: String, group: String) -> SetAsideRecord? {
    entry(.setAside, UnitName(stage: stage, group: group).entryName)
  }

  /// Whether a unit got its receipt after its group was set aside.
  func isNewer(_ unit: UnitName, than failure: SetAsideRecord) -> Bool {
    let aside = UnitName(stage: failure.stage, group: failure.group)
    return isNewer((.receipt, unit.entryName), than: (.setAside, aside.entryName))
  }

  func append(_ record: SetAsideRecord) throws {
    try append(.setAside, UnitName(stage: record.stage, group: record.group).entryName, record)
  }
}

/// What a source noted about a group.
struct GroupNote: Codable, Equatable {
  let content: [String: String]
  let values: [String: Int]
}
