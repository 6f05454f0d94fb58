extension Kernels {
  /// The shape that two shapes broadcast to, as NumPy does; nil if they don't fit.
  public static func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let (a, b) = (padded(a, to: rank), padded(b, to: rank))
    guard zip(a, b).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return zip(a, b).map { $0 == 1 ? $1 : $0 }
  }

  /// x repeated along its axes of extent 1, and along missing leading axes, to `shape`.
  public static func broadcast(_ x: Tensor, to shape: [Int]) -> Tensor {
    if x.shape == shape { return x }
    let small = x.shape
    return Tensor(uninitialized: shape) { y in
      x.withUnsafeBufferPointer { x in
        forEachRow(of: shape, reducedTo: small) { row, columns, start, step in
          for i in 0..<columns { y[row + i] = x[start + i * step] }
        }
      }
    }
  }

  /// The transpose of `broadcast`: sums x along the axes that `shape` has with extent 1 or not at
  /// all. Sums run in double precision.
  public static func sum(_ x: Tensor, reducedTo shape: [Int]) -> Tensor {
    if x.shape == shape { return x }
    let large = x.shape
    var sums = [Double](repeating: 0, count: shape.reduce(1, *))
    x.withUnsafeBufferPointer { x in
      forEachRow(of: large, reducedTo: shape) { row, columns, start, step in
        if step == 0 {
          var sum = 0.0
          for i in 0..<columns { sum += Double(x[row + i]) }
          sums[start] += sum
        } else {
          for i in 0..<columns { sums[start + i] += Double(x[row + i]) }
        }
      }
    }
    return Tensor(sums.map { Float($0) }, shape: shape)
  }

  /// Visits the rows of `large`: a row's first element, its length, and the first element and the
  /// step (0 or 1) of its partners in `small`.
  private static func forEachRow(
    of large: [Int], reducedTo small: [Int],
    _ body: (_ row: Int, _ columns: Int, _ start: Int, _ step: Int) -> Void
  ) {
    precondition(
      broadcastShape(large, small) == large, "\(small) doesn't broadcast to \(large)")
    let small = padded(small, to: large.count)
    var strides = [Int](repeating: 0, count: large.count)
    var stride = 1
    for axis in large.indices.reversed() {
      strides[axis] = small[axis] == 1 ? 0 : stride
      stride *= small[axis]
    }
    guard let columns = large.last else { return body(0, 1, 0, 0) }
    guard columns > 0 else { return }
    let outer = large.dropLast()
    for row in 0..<outer.reduce(1, *) {
      var (rest, start) = (row, 0)
      for axis in outer.indices.reversed() {
        start += rest % large[axis] * strides[axis]
        rest /= large[axis]
      }
      body(row * columns, columns, start, strides[large.count - 1])
    }
  }

  private static func padded(_ shape: [Int], to rank: Int) -> [Int] {
    Array(repeating: 1, count: rank - shape.count) + shape
  }
}
