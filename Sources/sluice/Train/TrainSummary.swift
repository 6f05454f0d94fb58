import DurableFiles
import Report

/// What a training ends with: how it went, and where the model is.
struct TrainSummary {
  /// Of the model.
  let folder: String

  /// How many epochs there are results of; `nil` if there are none.
  var epochsDone: Int? { curve?.epochs.last?.epoch }

  private var curve: TrainingCurve? {
    TrainingCurve.read(folder, model: FilePath.name(of: folder)).0
  }

  var text: String {
    let best = "\(folder)/best.safetensors"
    guard let curve, let last = curve.epochs.last
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
