internal import Autograd
public import Tensors

/// One step of training: forward, loss, gradients, optimiser.
public struct TrainingStep: Sendable {
  public var network: any SegmentationNetwork
  public var loss: SegmentationLoss
  public var activation: SegmentationLoss.Activation
  public var optimiser: Optimiser
  /// The largest common norm that gradients may have; larger ones are scaled down.
  public var clipNorm: Double?
  /// How much of the moving average stays at each step.
  public var averageDecay: Float
  /// Whether Dice is of all pictures of a batch as one.
  public var diceOverBatch = false
  public var team: ThreadTeam
  /// The next step takes over the memory of this one.
  private let recycling = TensorRecycling()

  public init(
    network: any SegmentationNetwork, loss: SegmentationLoss,
    activation: SegmentationLoss.Activation, optimiser: Optimiser, clipNorm: Double? = nil,
    averageDecay: Float = 0.999, team: ThreadTeam
  ) {
    self.network = network
    self.loss = loss
    self.activation = activation
    self.optimiser = optimiser
    self.clipNorm = clipNorm
    self.averageDecay = averageDecay
    self.team = team
  }

  /// What a step found.
  public struct Result: Sendable {
    public let loss: Float
    /// The gradients' common norm before any clipping.
    public let gradientNorm: Double
  }

  /// Takes one step with the learning rate `rate`; dropout is drawn from `seed`.
  ///
  /// - Throws: `TrainingError.notFinite` if the loss or a gradient is. The state is then as before.
  public func callAsFunction(
    _ batch: TrainingBatch, rate: Float, seed: UInt64, _ state: inout TrainingState
  ) throws -> Result {
    let tape = Tape(team: team)
    let variables = state.parameters.mapValues(tape.variable)
    let pass = ForwardPass(
      parameters: variables, buffers: state.buffers, mode: .training(seed: seed))
    let logits = network.logits(tape.constant(batch.image), pass)
    let loss = loss(
      logits, target: tape.constant(batch.target), weight: batch.weight.map(tape.constant),
      pictureWeight: batch.pictureWeight.map(tape.constant), overBatch: diceOverBatch, activation)
    let value = loss.value.elements[0]
    guard value.isFinite else { throw TrainingError.notFinite("the loss is \(value)") }
    let names = network.parameters.map(\.name)
    var gradients = Dictionary(
      uniqueKeysWithValues: zip(
        names, tape.gradients(of: loss, by: names.compactMap { variables[$0] })))
    let norm = Optimiser.clip(&gradients, norm: clipNorm ?? .infinity)
    guard norm.isFinite else { throw TrainingError.notFinite("the gradients' norm is \(norm)") }
    optimiser.step(&state.parameters, gradients: gradients, rate: rate, state: &state.optimiser)
    state.buffers = pass.buffers
    if var average = state.average {
      state.average = nil
      for name in names {
        guard let weights = state.parameters[name], var mean = average.removeValue(forKey: name)
        else { continue }
        Kernels.blend(&mean, scale: averageDecay, weights, factor: 1 - averageDecay)
        average[name] = mean
      }
      state.average = average
    }
    return Result(loss: value, gradientNorm: norm)
  }
}
