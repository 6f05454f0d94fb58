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
    let problem = TableReader(path: path, name: name, required: Self.columns).read { row in
      let slice = Int(row["slice"])
      guard row["level"] == "volume" || slice != nil else { return }
      let dice = Double(row["dice"]).flatMap { (0...1).contains($0) ? $0 : nil }
      let entry = ScoreCollector.Row(
        caseID: row["case"], slice: row["level"] == "volume" ? nil : slice, label: row["name"],
        labelValue: row["label"], dice: dice,
        predictedPixels: max(0, Int(row["predicted_pixels"]) ?? 0),
        isReferenceEmpty: row["reference"] == "empty")
      collector.add(entry)
      if let slice = entry.slice, let dice { foreground(entry.caseID, slice, dice) }
    }
    return (collector.finish(), problem)
  }
}
