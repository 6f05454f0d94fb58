import Foundation
import NN
import Tensors
import Testing

@testable import Autograd

/// Gradients against central differences of plain references in double precision, which share
/// nothing with the kernels.
struct FiniteDifferenceTests {
  /// Inputs and weights of the sum that gradients are taken of.
  private let fixture: Checkpoint

  init() throws {
    fixture = try Checkpoint.open(
      URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/operations.safetensors").path)
  }

  @Test func everyOperationHasAReference() {
    #expect(references.keys.sorted() == operations.keys.sorted())
  }

  @Test(arguments: operations.keys.sorted())
  func gradientsAreThoseOfTheDefinition(name: String) throws {
    let operation = try #require(operations[name])
    let reference = try #require(references[name], "a plain reference of \(name)")
    let inputs = try (0..<3).compactMap { index in
      try fixture.entry(named: "\(name)/in\(index)").map { try fixture.tensor(named: $0.name) }
    }
    let weights = try fixture.tensor(named: "\(name)/weights")
    let result = evaluate(operation, at: inputs, weights: weights)

    var values = inputs.map { Doubles($0.elements.map(Double.init), shape: $0.shape) }
    let expected = reference(values)
    #expect(result.y.shape == expected.shape)
    // 5e-6: sums of up to a few hundred float products
    #expect(largestDifference(result.y, expected.elements) < 5e-6 * magnitude(expected.elements))

    let loss = { (values: [Doubles]) in
      zip(reference(values).elements, weights.elements).reduce(0.0) { $0 + $1.0 * Double($1.1) }
    }
    // The differences themselves err by about step^2 = 1e-8 and by 1e-16 / step.
    let step = 1e-4
    for (index, gradient) in result.gradients.enumerated() {
      #expect(gradient.shape == inputs[index].shape)
      let differences = values[index].elements.indices.map { place in
        let value = values[index].elements[place]
        values[index].elements[place] = value + step
        let above = loss(values)
        values[index].elements[place] = value - step
        let below = loss(values)
        values[index].elements[place] = value
        return (above - below) / (2 * step)
      }
      #expect(
        largestDifference(gradient, differences) < 1e-5 * magnitude(differences),
        "gradient of input \(index)")
    }
  }

  private func magnitude(_ values: [Double]) -> Double {
    max(1, values.map { abs($0) }.max() ?? 1)
  }

  private func largestDifference(_ a: Tensor, _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a.elements, b).map { abs(Double($0) - $1) }
      .reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  }
}
