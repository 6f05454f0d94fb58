/// Reads provenance.csv of one kind of prompts.
struct EstimateReader {
  let path: String
  let name: String
  let prompts: String

  private static let columns = ["predicted_iou", "stability", "pixels", "kept"]

  /// What the model said of its masks, and what is wrong with the file.
  func read() -> (estimates: PromptEstimates, problem: String?) {
    var result = PromptEstimates(prompts: prompts)
    let problem = TableReader(path: path, name: name, columns: Self.columns).read { row in
      result.masks += 1
      if let value = Double(row[0]) { result.predictedIoU.add(min(max(value, 0), 1)) }
      if let value = Double(row[1]) { result.stability.add(min(max(value, 0), 1)) }
      if row[2] == "0" { result.emptyMasks += 1 }
      let kept = row[3]
      // Reasons come from the file: a broken one must not fill the memory.
      if kept != "yes", result.leftOut[kept] != nil || result.leftOut.count < 16 {
        result.leftOut[kept, default: 0] += 1
      }
    }
    return (result, problem)
  }
}
