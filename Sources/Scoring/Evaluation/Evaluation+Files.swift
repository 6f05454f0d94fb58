public import DurableFiles

extension Evaluation {
  /// The names of the files that `write` makes.
  public static let fileNames = [
    "scores-by-volume.csv", "scores-by-slice.csv", "summary.json", "summary.md",
  ]

  /// Writes the tables and the summary into a folder, which is made if need be; `summary.json` last but
  /// one, so that its tables are there when it is.
  ///
  /// - Throws: `FileError` if the folder can't be written.
  @discardableResult
  public func write(
    to folder: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> [PublishedFile] {
    let summary = EvaluationSummary(self)
    return [
      try table("\(folder)/\(Self.fileNames[0])", ScoreRows.volumeColumns, files) {
        ScoreRows.volumes($0, of: $1, classes)
      },
      try table("\(folder)/\(Self.fileNames[1])", ScoreRows.sliceColumns, files) {
        ScoreRows.slices($0, of: $1, classes)
      },
      try PendingFile.write(
        Array(try summary.json().utf8), to: "\(folder)/\(Self.fileNames[2])", in: files),
      try PendingFile.write(
        Array(summary.markdown.utf8), to: "\(folder)/\(Self.fileNames[3])", in: files),
    ]
  }

  private func table(
    _ path: String, _ columns: [String], _ files: any FileSystem,
    rows: (CaseScores, String) -> [[String]]
  ) throws -> PublishedFile {
    let file = try PendingFile(path, in: files)
    try file.write(Array(ScoreRows.line(columns).utf8))
    for set in sets {
      for scores in set.cases {
        let text = rows(scores, set.path).map(ScoreRows.line).joined()
        try file.write(Array(text.utf8))
      }
    }
    return try file.publish()
  }
}
