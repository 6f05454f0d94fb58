/// The elements of three tensors at once, for reading.
func withPointers<Result>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) -> Result
) -> Result {
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      c.withUnsafeBufferPointer { c in
        body(a.baseAddress!, b.baseAddress!, c.baseAddress!)
      }
    }
  }
}

/// The elements of two tensors at once, for reading.
func withPointers<Result>(
  _ a: Tensor, _ b: Tensor, _ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Result
) -> Result {
  withPointers(a, b, b) { a, b, _ in body(a, b) }
}
