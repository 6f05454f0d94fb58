import Tensors

/// Numbers in -1..<1 that depend on the seed alone (a linear congruential generator).
func noise(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  let count = shape.reduce(1, *)
  return Tensor(
    (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 33)) / Float(1 << 30) - 1
    }, shape: shape)
}

/// The largest absolute difference, infinite where one of them is not a number.
func largestDifference(_ tensor: Tensor, _ reference: [Double]) -> Double {
  precondition(tensor.count == reference.count)
  return zip(tensor.elements, reference).map { difference(Double($0), $1) }.max() ?? 0
}

/// The largest absolute difference, as a part of the largest reference value or of 1.
func relativeDifference(_ tensor: Tensor, _ reference: [Double]) -> Double {
  largestDifference(tensor, reference) / max(1, reference.map { abs($0) }.max() ?? 1)
}

private func difference(_ a: Double, _ b: Double) -> Double {
  let difference = abs(a - b)
  return difference.isNaN ? .infinity : difference
}

extension Tensor {
  var doubles: [Double] { elements.map(Double.init) }
  var bits: [UInt32] { elements.map(\.bitPattern) }
}

/// Computes the same thing with teams of 1, 2, 3 and 5 threads; nil unless all bits agree.
func sameForEveryTeam(_ body: (ThreadTeam) -> Tensor) -> Tensor? {
  let results = [1, 2, 3, 5].map { body(ThreadTeam(threads: $0)) }
  return results.dropFirst().allSatisfy { $0.bits == results[0].bits } ? results[0] : nil
}
