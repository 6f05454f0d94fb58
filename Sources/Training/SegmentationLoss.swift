public import Autograd
internal import Tensors

/// What a training minimises, with MONAI's definitions and defaults.
public enum SegmentationLoss: Hashable, Sendable {
  /// 1 - Dice, averaged over pictures and channels: monai.losses.DiceLoss.
  case dice
  /// Cross-entropy.
  case crossEntropy
  /// The sum of both: monai.losses.DiceCELoss.
  case diceCrossEntropy
  /// Cross-entropy that counts easy pixels less (Lin et al., 2017): monai.losses.FocalLoss.
  case focal(gamma: Float)

  /// How logits become probabilities.
  public enum Activation: Hashable, Sendable {
    /// Each channel is a yes or no of its own.
    case sigmoid
    /// Channels exclude each other.
    case softmax
  }

  /// The loss, a scalar.
  ///
  /// - logits: `(N, C, H, W)`; target: of the same shape, how sure it is that a pixel is of the
  ///   channel's class, 0 to 1; weight: `(N, 1, H, W)`, how much each pixel counts, 0 for not at all;
  ///   pictureWeight: `(N, 1, 1, 1)`, likewise for each picture.
  /// - overBatch: Dice is of all pictures as one, as MONAI's `batch=True`: a class that a picture lacks
  ///   then still costs what is wrongly predicted of it there.
  public func callAsFunction(
    _ logits: Variable, target: Variable, weight: Variable? = nil, pictureWeight: Variable? = nil,
    overBatch: Bool = false, _ activation: Activation
  ) -> Variable {
    let dice = {
      overBatch
        ? Self.batchDice(logits, target, weight, pictureWeight, activation)
        : Self.dice(logits, target, weight, pictureWeight, activation)
    }
    // Of both weights, what a pixel counts.
    let weight =
      weight.map { weight in pictureWeight.map { weight * $0 } ?? weight } ?? pictureWeight
    return switch self {
    case .dice: dice()
    case .crossEntropy: Self.crossEntropy(logits, target, weight, activation)
    case .diceCrossEntropy: dice() + Self.crossEntropy(logits, target, weight, activation)
    case .focal(let gamma): Self.focal(logits, target, weight, activation, gamma)
    }
  }

  private static func dice(
    _ x: Variable, _ t: Variable, _ weight: Variable?, _ pictureWeight: Variable?,
    _ activation: Activation
  ) -> Variable {
    let all = activation == .sigmoid ? x.mapped(.sigmoid) : logSoftmax(x).mapped(.exp)
    let (p, t) = weight.map { (all * $0, t * $0) } ?? (all, t)
    let smooth: Float = 1e-5
    let overlap = (all * t).sum(axes: [2, 3]).scaled(by: 2, plus: smooth)
    let total = (p.sum(axes: [2, 3]) + t.sum(axes: [2, 3])).scaled(by: 1, plus: smooth)
    // 1 less the mean, so that where no picture counts the loss is 0.
    return mean((overlap / total).scaled(by: -1, plus: 1), pictureWeight)
  }

  private static func batchDice(
    _ x: Variable, _ t: Variable, _ weight: Variable?, _ pictureWeight: Variable?,
    _ activation: Activation
  ) -> Variable {
    let all = activation == .sigmoid ? x.mapped(.sigmoid) : logSoftmax(x).mapped(.exp)
    let counted =
      weight.map { weight in pictureWeight.map { weight * $0 } ?? weight } ?? pictureWeight
    let (p, t) = counted.map { (all * $0, t * $0) } ?? (all, t)
    let smooth: Float = 1e-5
    let axes = [0, 2, 3]
    let overlap = (all * t).sum(axes: axes).scaled(by: 2, plus: smooth)
    let total = (p.sum(axes: axes) + t.sum(axes: axes)).scaled(by: 1, plus: smooth)
    return (overlap / total).mean().scaled(by: -1, plus: 1)
  }

  private static func crossEntropy(
    _ x: Variable, _ t: Variable, _ weight: Variable?, _ activation: Activation
  ) -> Variable {
    switch activation {
    case .sigmoid: mean(x.mapped(.softplus) - x * t, weight)
    case .softmax: mean((t * logSoftmax(x)).sum(axes: [1]), weight).scaled(by: -1)
    }
  }

  private static func focal(
    _ x: Variable, _ t: Variable, _ weight: Variable?, _ activation: Activation, _ gamma: Float
  ) -> Variable {
    switch activation {
    case .sigmoid:
      let wrong = (x * t.scaled(by: 2, plus: -1)).mapped(.softplus)
      return mean(
        wrong.scaled(by: -gamma).mapped(.exp) * (x.mapped(.softplus) - x * t), weight)
    case .softmax:
      let logP = logSoftmax(x)
      // (1 - p)^gamma by its logarithm; p never quite reaches 1
      let rest = logP.mapped(.exp).scaled(by: -1, plus: 1 + 1e-7).mapped(.log)
      return mean(rest.scaled(by: gamma).mapped(.exp) * logP * t, weight).scaled(by: -1)
    }
  }

  /// The mean over pictures, channels and pixels by their weight, which holds for whatever it has no
  /// axis of its own for.
  private static func mean(_ x: Variable, _ weight: Variable?) -> Variable {
    guard let weight else { return x.mean() }
    let shared = x.shape.reduce(1, *) / weight.shape.reduce(1, *)
    let total = Kernels.sum(weight.value, reducedTo: []).elements[0] * Float(shared)
    // Where nothing counts there is nothing to learn, and the loss is 0.
    return (x * weight).sum().scaled(by: 1 / max(total, 1e-6))
  }

  /// Over the channels.
  static func logSoftmax(_ x: Variable) -> Variable {
    let top = x.tape.constant(Kernels.channelMaximum(x.value, team: x.tape.team))
    let centred = x - top
    return centred - centred.mapped(.exp).sum(axes: [1]).mapped(.log)
  }
}
