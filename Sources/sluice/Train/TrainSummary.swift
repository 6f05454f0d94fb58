import Foundation

/// What a training ends with: how it went, and where the model is.
struct TrainSummary {
  /// Of the model.
  let folder: String

  var text: String {
    let best = "\(folder)/best.safetensors"
    let table = (try? String(contentsOfFile: "\(folder)/learning-curve.csv", encoding: .utf8)) ?? ""
    let rows = table.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }.filter { $0.count == 5 }
    guard let last = rows.last else { return "Model: \(best)" }
    let scored = rows.filter { Double($0[4]) != nil }
    let chosen = scored.max { (Double($0[4]) ?? 0) < (Double($1[4]) ?? 0) }
    let outcome =
      chosen.map { "best epoch \($0[0]) of \(last[0]), validation Dice \($0[4])" }
      ?? "\(last[0]) epochs, last loss \(last[1])"
    return """

      Model: \(best)  (\(outcome))
      Learning curve: \(folder)/learning-curve.svg
      """
  }
}
