import Tensors
import Testing

@testable import SegmentAnything

@Suite struct RelativePositionTests {
  /// torch.nn.functional.interpolate([[[0, 1, 4]]], size=5 or 2, mode="linear").
  @Test func interpolationMatchesTorch() {
    let table = Tensor([0, 10, 1, 11, 4, 14], shape: [3, 2])
    let longer = interpolated(table, length: 5)
    #expect(longer.shape == [5, 2])
    let expected: [Float] = [0, 0.4, 1, 2.8, 4]
    for (row, value) in expected.enumerated() {
      #expect(abs(longer.elements[2 * row] - value) < 1e-6)
      #expect(abs(longer.elements[2 * row + 1] - value - 10) < 2e-6)
    }
    let shorter = interpolated(table, length: 2).elements
    #expect(abs(shorter[0] - 0.25) < 1e-6)
    #expect(abs(shorter[2] - 3.25) < 1e-6)
  }
}
