import Foundation
import NN
import Tensors
import Testing

@testable import Autograd

struct TorchReferenceTests {
  /// Torch's results in double precision, rounded to float32.
  private let reference: Checkpoint

  init() throws {
    reference = try Checkpoint.open(
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/operations.safetensors").path)
  }

  @Test(arguments: operations.keys.sorted())
  func valuesAndGradientsAreTorchs(name: String) throws {
    let operation = try #require(operations[name])
    let inputs = try (0..<3).compactMap { index in
      try reference.entry(named: "\(name)/in\(index)").map {
        try reference.tensor(named: $0.name)
      }
    }
    #expect(!inputs.isEmpty)
    let weights = try reference.tensor(named: "\(name)/weights")
    let result = evaluate(operation, at: inputs, weights: weights)
    #expect(result.y.shape == weights.shape)
    let y = try reference.tensor(named: "\(name)/y")
    #expect(largestDifference(result.y, y) < 5e-6 * magnitude(y))
    for (index, gradient) in result.gradients.enumerated() {
      let expected = try reference.tensor(named: "\(name)/grad\(index)")
      #expect(gradient.shape == expected.shape)
      #expect(
        largestDifference(gradient, expected) < 5e-6 * magnitude(expected),
        "gradient of input \(index)")
    }
    for threads in [1, 3] {
      let other = evaluate(operation, at: inputs, weights: weights, threads: threads)
      #expect(other.y.bits == result.y.bits)
      #expect(other.gradients.map(\.bits) == result.gradients.map(\.bits))
    }
  }

  private func magnitude(_ x: Tensor) -> Float {
    max(1, x.elements.map { abs($0) }.max() ?? 1)
  }

  private func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
    zip(a.elements, b.elements).map { $0 == $1 ? 0 : ($0 - $1).magnitude }
      .reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  }
}

extension Tensor {
  fileprivate var bits: [UInt32] { elements.map(\.bitPattern) }
}
