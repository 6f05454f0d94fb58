import NN
import Tensors

@testable import SegmentAnything

/// A SAM of the smallest extents with made-up weights, for tests that need no particular output.
enum SyntheticSam {
  static let configuration = SamConfiguration(
    imageEncoder: ImageEncoderViTConfiguration(
      imageSize: 64, embedDim: 16, depth: 2, heads: 2, outChans: 16, windowSize: 3,
      globalAttnIndexes: [1]),
    maskInChans: 4, transformerDepth: 2, transformerMLPDim: 24, iouHeadHiddenDim: 8)

  /// Every tensor under its official name.
  static var tensors: [String: Tensor] {
    var seed: UInt64 = 1
    return Dictionary(
      uniqueKeysWithValues: configuration.tensorShapes.sorted { $0.key < $1.key }.map {
        name, shape in
        seed += 1
        return (name, noise(shape, seed: seed))
      })
  }

  static func sam(preprocessing: PreprocessingStyle = .sam) throws -> Sam {
    try Sam(weights: Weights(tensors: tensors), preprocessing: preprocessing)
  }

  /// Numbers in -0.5..<0.5 that depend on the seed alone (a linear congruential generator).
  static func noise(_ shape: [Int], seed: UInt64) -> Tensor {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return Tensor(
      (0..<shape.reduce(1, *)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 33)) / Float(1 << 31)
      }, shape: shape)
  }
}
