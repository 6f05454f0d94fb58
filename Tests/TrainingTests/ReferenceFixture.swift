import Autograd
import Foundation
import NN
import Tensors

@testable import Training

/// MONAI's UNet with its losses, gradients and AdamW steps, as `make_unet_fixtures.py` recorded them.
struct ReferenceFixture {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/fixtures/unet-tiny").standardized.path

  static var isThere: Bool { FileManager.default.fileExists(atPath: folder) }

  let network = UNet(channels: [8, 16, 32])
  let model: Checkpoint
  let batch: Checkpoint
  let expected: Checkpoint

  init() throws {
    model = try Checkpoint.open(Self.folder + "/model.safetensors")
    batch = try Checkpoint.open(Self.folder + "/batch.safetensors")
    expected = try Checkpoint.open(Self.folder + "/expected.safetensors")
  }

  func parameters() throws -> [String: Tensor] {
    try Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0.name, try model.tensor(named: $0.name)) })
  }

  /// Biases in front of an instance norm have a true gradient of zero: what optimisers make of the
  /// rounding noise there says nothing.
  func isBeforeNorm(_ name: String) -> Bool {
    guard name.hasSuffix(".conv.bias") else { return false }
    let unit = name.dropLast(".conv.bias".count)
    return network.parameters.contains { $0.name == unit + ".adn.A.weight" }
  }
}

func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
  precondition(a.shape == b.shape, "\(a.shape) and \(b.shape)")
  return zip(a.elements, b.elements).map { ($0 - $1).magnitude }
    .reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
}
