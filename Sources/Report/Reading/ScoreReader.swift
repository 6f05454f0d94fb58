/// Reads scores.csv of one kind of prompts.
struct ScoreReader {
  let path: String
  let name: String
  let prompts: String

  private static let columns = [
    "level", "case", "slice", "label", "name", "dice", "predicted_pixels", "reference",
  ]

  /// The scores, and what is wrong with the file.
  ///
  /// - Parameter foreground: is told the Dice of slices. The last that it hears of a slice is that
  ///   of the whole foreground, whose rows follow those of the labels.
  func read(
    foreground: (_ caseID: String, _ slice: Int, _ dice: Double) -> Void
  ) -> (scores: PromptScores, problem: String?) {
    var collector = ScoreCollector(prompts: prompts)
    let table = TableReader(path: path, name: name, columns: Self.columns)
    let problem = table.read { row in
      let isVolume = row[0] == "volume"
      let slice = isVolume ? nil : Int(row[2])
      guard isVolume || slice != nil else { return }
      let dice = Double(row[5]).flatMap { (0...1).contains($0) ? $0 : nil }
      let entry = ScoreCollector.Row(
        caseID: row[1], slice: slice, label: row[4], labelValue: row[3], dice: dice,
        predictedPixels: min(max(Int(row[6]) ?? 0, 0), 1 << 40), isReferenceEmpty: row[7] == "empty"
      )
      collector.add(entry)
      if let slice, let dice { foreground(entry.caseID, slice, dice) }
    }
    return (collector.finish(), problem)
  }
}
