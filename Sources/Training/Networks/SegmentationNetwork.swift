public import Autograd
public import Tensors

/// A network that maps pictures to one logit for each class and pixel.
///
/// It holds no weights: those are passed in by name, so that a step of training can replace them.
public protocol SegmentationNetwork: Sendable {
  /// Every learned tensor, in a fixed order, under its name in a checkpoint.
  var parameters: [ParameterDescription] { get }
  /// Tensors that training updates without gradients, such as running statistics.
  var buffers: [ParameterDescription] { get }
  /// Height and width must be multiples of this.
  var sizeMultiple: Int { get }

  /// x: `(N, inChannels, H, W)`; returns logits, `(N, outChannels, H, W)`.
  func logits(_ x: Variable, _ pass: ForwardPass) -> Variable
}

/// A tensor of a network, and how it begins.
public struct ParameterDescription: Hashable, Sendable {
  public enum Start: Hashable, Sendable {
    /// Uniform within ±1 / sqrt(fanIn), as torch's convolutions begin.
    case uniform(fanIn: Int)
    case constant(Float)
  }

  public let name: String
  public let shape: [Int]
  public let start: Start

  public init(_ name: String, shape: [Int], start: Start) {
    self.name = name
    self.shape = shape
    self.start = start
  }
}

extension SegmentationNetwork {
  /// The parameters that a training begins with; equal seeds give equal ones.
  public func initialParameters(seed: UInt64) -> [String: Tensor] {
    var state = seed
    return Dictionary(
      uniqueKeysWithValues: parameters.map { ($0.name, $0.initial(&state)) })
  }

  /// The buffers that a training begins with.
  public var initialBuffers: [String: Tensor] {
    var state: UInt64 = 0
    return Dictionary(uniqueKeysWithValues: buffers.map { ($0.name, $0.initial(&state)) })
  }
}

extension ParameterDescription {
  fileprivate func initial(_ state: inout UInt64) -> Tensor {
    switch start {
    case .constant(let value): return Tensor(repeating: value, shape: shape)
    case .uniform(let fanIn):
      let bound = 1 / Float(fanIn).squareRoot()
      let elements = (0..<shape.reduce(1, *)).map { _ in
        bound * (2 * Float(nextRandom(&state) >> 40) * 0x1p-24 - 1)
      }
      return Tensor(elements, shape: shape)
    }
  }
}

/// SplitMix64 (Steele, Lea & Flood, 2014).
func nextRandom(_ state: inout UInt64) -> UInt64 {
  state &+= 0x9E37_79B9_7F4A_7C15
  var z = state
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
