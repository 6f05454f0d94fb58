import DurableFiles
import Report

/// What a training ends with: how it went, and where the model is.
struct TrainSummary {
  /// Of the model.
  let folder: String

  var text: String {
    let best = "\(folder)/best.safetensors"
    guard let curve = TrainingCurve.read(folder, model: FilePath.name(of: folder)).0,
      let last = curve.epochs.last
    else { return "Model: \(best)" }
    let outcome =
      curve.best.map { chosen in
        "best epoch \(chosen.epoch) of \(last.epoch), validation Dice "
          + "\(chosen.validationDice.map { "\($0)" } ?? "–")"
      } ?? "\(last.epoch) epochs, last loss \(last.loss)"
    return """

      Model: \(best)  (\(outcome))
      Learning curve: \(folder)/learning-curve.svg
      """
  }
}
