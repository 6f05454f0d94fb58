internal import DurableFiles

extension PromptFile {
  /// Writes prompts for editing and giving back: CSV if the name ends in `.csv`, otherwise JSON
  /// lines. The file appears when it is whole.
  ///
  /// Throws `FileError`.
  public static func write(_ records: some Sequence<PromptRecord>, to path: String) throws {
    var text = ""
    if path.lowercased().hasSuffix(".csv") {
      text = PromptRecord.csvHeader + "\n"
      for record in records { text += record.csvLine + "\n" }
    } else {
      for record in records { text += record.jsonLine + "\n" }
    }
    try PendingFile.write(Array(text.utf8), to: path)
  }
}
