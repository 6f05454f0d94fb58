import Tensors
import Testing

@Suite struct RecyclingTests {
  /// Tensors hold what is written to them, whatever memory they take over.
  @Test func recycledTensorsAreTensorsOfTheirOwn() {
    let count = 1 << 19
    Tensor.recyclingMemory(upTo: 3 * count * 4) {
      for round in 0..<20 {
        var kept: [Tensor] = []
        for index in 0..<6 {
          let tensor = Tensor(repeating: Float(round * 10 + index), shape: [count + index % 2])
          if index % 3 != 0 { kept.append(tensor) }
        }
        for (tensor, index) in zip(kept, [1, 2, 4, 5]) {
          #expect(tensor.count == count + index % 2)
          #expect(
            tensor.withUnsafeBufferPointer { $0.allSatisfy { $0 == Float(round * 10 + index) } })
        }
      }
    }
  }

  @Test func scopesEndWithErrors() {
    struct Stop: Error {}
    for _ in 0..<3 {
      #expect(throws: Stop.self) {
        try Tensor.recyclingMemory(upTo: 1 << 30) {
          _ = Tensor(zeros: [1 << 20])
          throw Stop()
        }
      }
    }
    #expect(Tensor(zeros: [1 << 20]).elements.allSatisfy { $0 == 0 })
  }
}
