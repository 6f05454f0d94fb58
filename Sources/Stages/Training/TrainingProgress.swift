/// Where a training is, beside the weights: what its table and its curves are made of.
struct TrainingProgress: Sendable, Codable {
  struct Epoch: Sendable, Codable {
    /// From 1.
    let epoch: Int
    /// Mean over the epoch's steps.
    let loss: Double
    /// At the epoch's last step.
    let learningRate: Double
    /// Mean over the steps, before any clipping.
    let gradientNorm: Double
    /// Mean Dice over validation volumes and classes; nil if it wasn't looked at.
    let validationDice: Double?
  }

  var epochs: [Epoch] = []
  /// Steps taken.
  var steps = 0
  var bestDice: Double?
  /// From 1; the epoch whose weights are the best.
  var bestEpoch: Int?
  /// Whether there was no gain for so long that training ended early.
  var endedEarly = false
  /// The options that it began with, as JSON.
  var options = ""
  /// The samples that it began with.
  var samples = ""
}
