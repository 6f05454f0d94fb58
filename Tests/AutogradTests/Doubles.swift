/// A tensor of doubles whose elements come from a formula: what the plain references compute with.
struct Doubles {
  let shape: [Int]
  var elements: [Double]

  init(_ elements: [Double], shape: [Int]) {
    precondition(elements.count == shape.reduce(1, *))
    self.shape = shape
    self.elements = elements
  }

  /// Each element of pictures `(n, c, i, j)`.
  init(pictures shape: [Int], _ formula: (Int, Int, Int, Int) -> Double) {
    var elements: [Double] = []
    for n in 0..<shape[0] {
      for c in 0..<shape[1] {
        for i in 0..<shape[2] {
          for j in 0..<shape[3] { elements.append(formula(n, c, i, j)) }
        }
      }
    }
    self.init(elements, shape: shape)
  }

  /// Each element by its index.
  init(_ shape: [Int], _ formula: ([Int]) -> Double) {
    self.init(Self.indices(of: shape).map(formula), shape: shape)
  }

  subscript(n: Int, c: Int, i: Int, j: Int) -> Double {
    get { elements[((n * shape[1] + c) * shape[2] + i) * shape[3] + j] }
    set { elements[((n * shape[1] + c) * shape[2] + i) * shape[3] + j] = newValue }
  }

  /// The element at an index, whose leading axes may be missing here and which counts as 0 along axes
  /// of extent 1: NumPy's broadcasting.
  subscript(_ index: [Int]) -> Double {
    let offset = zip(shape, index.suffix(shape.count)).reduce(0) { offset, axis in
      offset * axis.0 + (axis.0 == 1 ? 0 : axis.1)
    }
    return elements[offset]
  }

  /// All indices, the last axis running fastest.
  static func indices(of shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { indices, extent in
      indices.flatMap { index in (0..<extent).map { index + [$0] } }
    }
  }

  func map(_ f: (Double) -> Double) -> Doubles { Doubles(elements.map(f), shape: shape) }

  /// f over pairs of elements of a and b, broadcast to one shape.
  static func combined(
    _ a: Doubles, _ b: Doubles, _ f: (Double, Double) -> Double
  ) -> Doubles {
    let rank = max(a.shape.count, b.shape.count)
    let extents = [a, b].map { Array(repeating: 1, count: rank - $0.shape.count) + $0.shape }
    return Doubles(zip(extents[0], extents[1]).map(max)) { f(a[$0], b[$0]) }
  }

  /// Runs of elements along the last axis, each replaced by f of it.
  func mapRows(_ f: ([Double]) -> [Double]) -> Doubles {
    let columns = shape.last ?? 1
    let rows = stride(from: 0, to: elements.count, by: columns)
    return Doubles(rows.flatMap { f(Array(elements[$0..<$0 + columns])) }, shape: shape)
  }
}
