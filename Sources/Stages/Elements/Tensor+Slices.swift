import NN
import Tensors

extension Tensor {
  /// The elements rounded to the nearest float16, ties to even; beyond its range infinite.
  var float16Elements: [Float16] {
    withUnsafeBufferPointer { $0.map { Float16($0) } }
  }

  /// One entry of the outermost axis, which stays, with extent 1.
  func outermost(_ index: Int) -> Tensor {
    let inner = shape.dropFirst().reduce(1, *)
    return withUnsafeBufferPointer {
      Tensor(Array($0[index * inner..<(index + 1) * inner]), shape: [1] + shape.dropFirst())
    }
  }
}
