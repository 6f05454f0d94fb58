/// How Adam blends gradients into its step.
public struct AdamFactors: Sendable {
  public var rate: Float
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float
  /// Weight decay that is part of the gradient (Adam).
  public var coupledDecay: Float
  /// What weights are multiplied by before the step: 1 - rate * decay (AdamW).
  public var shrinking: Float
  /// Counts from 1.
  public var step: Int

  public init(
    rate: Float, beta1: Float, beta2: Float, epsilon: Float, coupledDecay: Float,
    shrinking: Float, step: Int
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.coupledDecay = coupledDecay
    self.shrinking = shrinking
    self.step = step
  }
}

extension Kernels {
  /// One step of Adam (Kingma & Ba, 2015) in place, with torch's order of operations.
  public static func adamStep(
    _ weights: inout Tensor, gradient: Tensor, mean: inout Tensor, square: inout Tensor,
    _ factors: AdamFactors
  ) {
    let f = factors
    let (power1, power2) = (power(f.beta1, f.step), power(f.beta2, f.step))
    let stepSize = Float(Double(f.rate) / (1 - power1))
    let root = Float((1 - power2).squareRoot())
    weights.withUnsafeMutableBufferPointer { w in
      mean.withUnsafeMutableBufferPointer { m in
        square.withUnsafeMutableBufferPointer { v in
          gradient.withUnsafeBufferPointer { g in
            for i in 0..<w.count {
              let d = g[i] + f.coupledDecay * w[i]
              m[i] += (1 - f.beta1) * (d - m[i])
              v[i] = f.beta2 * v[i] + (1 - f.beta2) * d * d
              w[i] = w[i] * f.shrinking - stepSize * m[i] / (v[i].squareRoot() / root + f.epsilon)
            }
          }
        }
      }
    }
  }

  /// y = scale * y + factor * x, in place.
  public static func blend(_ y: inout Tensor, scale: Float, _ x: Tensor, factor: Float) {
    y.withUnsafeMutableBufferPointer { y in
      x.withUnsafeBufferPointer { x in
        for i in 0..<y.count { y[i] = scale * y[i] + factor * x[i] }
      }
    }
  }

  /// The sum of squares, in double precision.
  public static func squaredNorm(_ x: Tensor) -> Double {
    x.withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1) * Double($1) } }
  }

  private static func power(_ base: Float, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { power, _ in power * Double(base) }
  }
}
