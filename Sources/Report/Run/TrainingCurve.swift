/// How the training of a network went, epoch by epoch: models/NAME/learning-curve.csv.
public struct TrainingCurve: Sendable, Codable, Equatable {
  public struct Epoch: Sendable, Codable, Equatable {
    /// From 1.
    public var epoch: Int
    /// Mean over the epoch's steps.
    public var loss: Double
    /// Mean Dice over validation volumes and classes; nil where it wasn't looked at.
    public var validationDice: Double?

    public init(epoch: Int, loss: Double, validationDice: Double?) {
      self.epoch = epoch
      self.loss = loss
      self.validationDice = validationDice
    }
  }

  /// What the network is called.
  public var model: String
  public var epochs: [Epoch]

  public init(model: String, epochs: [Epoch]) {
    self.model = model
    self.epochs = epochs
  }

  /// The first epoch with the best validation Dice, whose weights are the model's; nil without
  /// validation, where the last epoch's are.
  public var best: Epoch? {
    epochs.reduce(nil) { best, epoch in
      guard let dice = epoch.validationDice else { return best }
      return dice > best?.validationDice ?? -1 ? epoch : best
    }
  }

  /// Loss and validation Dice over the epochs.
  public var chart: LineChart {
    let points = { (value: (Epoch) -> Double?) in
      epochs.compactMap { epoch in
        value(epoch).map { LineChart.Point(x: Double(epoch.epoch), y: $0) }
      }
    }
    let losses = points(\.loss)
    let dice = points(\.validationDice)
    return LineChart(
      title: "Learning curve",
      horizontal: .linear(
        Double(min(epochs.first?.epoch ?? 0, 1))...Double(max(epochs.last?.epoch ?? 1, 1)),
        title: "epoch"),
      // A training that went astray has losses that are no numbers.
      vertical: .linear(
        0...max(1, losses.map(\.y).filter(\.isFinite).max() ?? 1), title: "loss, Dice"),
      series: [.init(name: "training loss", points: losses)]
        + (dice.isEmpty ? [] : [.init(name: "validation Dice", points: dice)]))
  }

  /// Reads the table of a model's folder; nil if it has none or it has no rows.
  ///
  /// - Returns: the curve, and what is wrong with the table, as a sentence.
  public static func read(_ folder: String, model: String) -> (TrainingCurve?, problem: String?) {
    var curve = TrainingCurve(model: model, epochs: [])
    let problem = TableReader(
      path: "\(folder)/learning-curve.csv", name: "models/\(model)/learning-curve.csv",
      columns: ["epoch", "loss", "validation_dice"]
    ).read { row in
      guard curve.epochs.count < mostEpochs, let epoch = Int(row[0]), let loss = Double(row[1])
      else { return }
      curve.epochs.append(Epoch(epoch: epoch, loss: loss, validationDice: Double(row[2])))
    }
    return (curve.epochs.isEmpty ? nil : curve, problem)
  }

  /// Later epochs of a longer training are left out.
  private static let mostEpochs = 100_000
}
