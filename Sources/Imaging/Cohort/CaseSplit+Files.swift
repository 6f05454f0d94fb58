public import DurableFiles

extension CaseSplit {
  /// Reads the splits of a file: one, or one a fold.
  ///
  /// - `{"train": […], "validation": […], "test": […]}` (`"val"` for `"validation"`; it may be missing);
  /// - a list of such objects, one a fold;
  /// - nnU-Net's `splits_final.json`, a list of `{"train": […], "val": […]}`. What nnU-Net calls `val` is
  ///   the part of a fold that it reports on, so here it is `test`; validation cases are drawn from the
  ///   training cases.
  ///
  /// - Parameters:
  ///   - validation: the share that is drawn for such a fold.
  ///   - seed: what the draw follows from.
  /// - Throws: `VolumeError` that names file, line and key.
  public static func read(
    _ path: String, validation: Double = 0.1, seed: UInt64 = 1984
  ) throws -> [CaseSplit] {
    let document = try JSONDocument(file: path, bytes: try contents(ofFile: path))
    guard case .array(let folds) = document.root.kind else {
      return [try split(document.root, "the split", document, isFold: false) { ($0, []) }]
    }
    guard !folds.isEmpty else {
      throw document.error(document.root, "the list of folds is empty; expected one object a fold")
    }
    return try folds.enumerated().map { index, fold in
      try split(fold, "fold \(index)", document, isFold: true) { train in
        try drawn(train, share: validation, seed: seed, salt: index)
      }
    }
  }

  private static func split(
    _ value: JSONValue, _ name: String, _ document: JSONDocument, isFold: Bool,
    draw: ([String]) throws -> (train: [String], validation: [String])
  ) throws -> CaseSplit {
    let known = ["train", "validation", "val", "test"]
    for member in try document.object(value, name) where !known.contains(member.key) {
      let advice = NearestName.nearest(to: member.key, among: known)
        .map { "did you mean \"\($0)\"?" }
      throw document.error(
        member.value,
        "\(name) has key \"\(member.key)\"; \(advice ?? "expected train, validation and test")")
    }
    func list(_ key: String) throws -> [String]? {
      guard let list = document.member(key, of: value) else { return nil }
      return try document.array(list, "\"\(key)\" of \(name)").map {
        try document.string($0, "a case in \"\(key)\" of \(name)")
      }
    }
    let longForm = try list("validation")
    let shortForm = try list("val")
    if longForm != nil, shortForm != nil {
      throw document.error(value, "\(name) has both \"validation\" and \"val\"; remove one")
    }
    let validation = longForm ?? shortForm
    guard let train = try list("train") else {
      throw document.error(value, "\(name) has no \"train\": the list of training cases")
    }
    if let test = try list("test") {
      return CaseSplit(train: train, validation: validation ?? [], test: test)
    }
    guard isFold, let heldOut = shortForm else {
      throw document.error(
        value, "\(name) has no \"test\": the list of the cases that the model is judged by")
    }
    let (rest, drawn) = try draw(train)
    return CaseSplit(train: rest, validation: drawn, test: heldOut)
  }

  /// Writes the split: `{"train": …, "validation": …, "test": …}`.
  ///
  /// - Throws: `FileError` if the file can't be written.
  @discardableResult
  public func write(
    to path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    try PendingFile.write(Array((json.text + "\n").utf8), to: path, in: files)
  }

  /// Writes a list of splits, one a fold.
  ///
  /// - Throws: `FileError` if the file can't be written.
  @discardableResult
  public static func write(
    _ folds: [CaseSplit], to path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    let list = OrderedJSON.list(folds.map(\.json))
    return try PendingFile.write(Array((list.text + "\n").utf8), to: path, in: files)
  }

  private var json: OrderedJSON {
    .object(
      SplitPart.allCases.map { part in
        (part.rawValue, .list(cases(part).map { .string($0) }))
      })
  }
}
