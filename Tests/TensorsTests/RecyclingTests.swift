import Tensors
import Testing

@Suite struct RecyclingTests {
  /// Tensors hold what is written to them, whatever memory they take over.
  @Test(arguments: [0, 3 << 21, .max])
  func recycledTensorsAreTensorsOfTheirOwn(limit: Int) {
    let recycling = TensorRecycling(upTo: limit)
    let count = 1 << 19
    for round in 0..<20 {
      var kept: [Tensor] = []
      for index in 0..<6 {
        let tensor = Tensor(repeating: Float(round * 10 + index), shape: [count + index % 2])
        if index % 3 != 0 { kept.append(tensor) }
      }
      for (tensor, index) in zip(kept, [1, 2, 4, 5]) {
        let value = Float(round * 10 + index)
        #expect(tensor.count == count + index % 2)
        #expect(tensor.withUnsafeBufferPointer { $0.allSatisfy { $0 == value } })
      }
    }
    withExtendedLifetime(recycling) {}
  }
}
