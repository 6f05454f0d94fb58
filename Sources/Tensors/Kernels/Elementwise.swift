#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Kernels {
  /// A function of one number, and its derivative by the number and the function's value.
  public enum UnaryFunction: Hashable, Sendable {
    case exp
    case log
    case sigmoid
    case squareRoot
    /// x where positive, `slope` x elsewhere: ReLU with slope 0, LeakyReLU otherwise.
    case leakyReLU(slope: Float)
    /// x Phi(x), exactly.
    case gelu
    /// log(1 + exp x), without overflow.
    case softplus
  }

  /// y = f(x), element by element. Returns x's shape.
  public static func unary(_ x: Tensor, _ function: UnaryFunction, team: ThreadTeam) -> Tensor {
    switch function {
    case .exp: map(x, team) { expf($0) }
    case .log: map(x, team) { logf($0) }
    case .sigmoid: map(x, team) { 1 / (1 + expf(-$0)) }
    case .squareRoot: map(x, team) { $0.squareRoot() }
    case .leakyReLU(let slope): map(x, team) { $0 > 0 ? $0 : slope * $0 }
    case .gelu: map(x, team) { 0.5 * $0 * (1 + erff($0 * Float(0.5).squareRoot())) }
    case .softplus: map(x, team) { max($0, 0) + log1pf(expf(-abs($0))) }
    }
  }

  /// The gradient of `unary` by x. dy has x's shape.
  public static func unaryBackward(
    _ x: Tensor, _ dy: Tensor, _ function: UnaryFunction, team: ThreadTeam
  ) -> Tensor {
    switch function {
    case .exp: map(x, dy, team) { $1 * expf($0) }
    case .log: map(x, dy, team) { $1 / $0 }
    case .sigmoid:
      map(x, dy, team) {
        let s = 1 / (1 + expf(-$0))
        return $1 * s * (1 - s)
      }
    case .squareRoot: map(x, dy, team) { $1 * 0.5 / $0.squareRoot() }
    case .leakyReLU(let slope): map(x, dy, team) { $0 > 0 ? $1 : slope * $1 }
    case .gelu:
      map(x, dy, team) {
        let density = expf(-0.5 * $0 * $0) * 0.398_942_28
        return $1 * (0.5 * (1 + erff($0 * Float(0.5).squareRoot())) + $0 * density)
      }
    case .softplus: map(x, dy, team) { $1 / (1 + expf(-$0)) }
    }
  }

  /// A function of two numbers.
  public enum BinaryFunction: Hashable, Sendable {
    case add
    case subtract
    case multiply
    case divide
  }

  /// f(a, b), element by element, for equal shapes.
  public static func binary(
    _ a: Tensor, _ b: Tensor, _ function: BinaryFunction, team: ThreadTeam
  ) -> Tensor {
    switch function {
    case .add: map(a, b, team) { $0 + $1 }
    case .subtract: map(a, b, team) { $0 - $1 }
    case .multiply: map(a, b, team) { $0 * $1 }
    case .divide: map(a, b, team) { $0 / $1 }
    }
  }

  /// scale * x + shift, element by element.
  public static func affine(
    _ x: Tensor, scale: Float, shift: Float = 0, team: ThreadTeam
  ) -> Tensor {
    map(x, team) { scale * $0 + shift }
  }

  /// x with each element dropped to 0 with the given probability and the others divided by the
  /// probability to stay: torch.nn.Dropout while training. The same seed drops the same elements.
  public static func dropout(
    _ x: Tensor, probability: Float, seed: UInt64, team: ThreadTeam
  ) -> Tensor {
    precondition((0..<1).contains(probability), "a probability to drop is in 0..<1")
    let kept = 1 / (1 - probability)
    return mapTiles(x, columns: 1, team: team) { start, count, offset in
      for i in 0..<count {
        let random = Float(scramble(seed, UInt64(offset + i)) >> 40) * 0x1p-24
        start[i] = random < probability ? 0 : start[i] * kept
      }
    }
  }

  @inline(__always)
  private static func map(
    _ x: Tensor, _ team: ThreadTeam, _ body: (Float) -> Float
  ) -> Tensor {
    mapTiles(x, columns: 1, team: team) { start, count, _ in
      for i in 0..<count { start[i] = body(start[i]) }
    }
  }

  @inline(__always)
  private static func map(
    _ x: Tensor, _ other: Tensor, _ team: ThreadTeam, _ body: (Float, Float) -> Float
  ) -> Tensor {
    precondition(x.shape == other.shape, "elementwise: \(x.shape) and \(other.shape)")
    return other.withUnsafeBufferPointer { other in
      mapTiles(x, columns: 1, team: team) { start, count, offset in
        for i in 0..<count { start[i] = body(start[i], other[offset + i]) }
      }
    }
  }
}
