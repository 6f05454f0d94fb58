#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The learning rate of every step or epoch, counted from 0.
public struct LearningRate: Hashable, Sendable {
  public enum Decay: Hashable, Sendable {
    case none
    /// Times `factor` every so many steps: torch's StepLR.
    case step(every: Int, factor: Double)
    /// Down to `minimum` along half a cosine: torch's CosineAnnealingLR.
    case cosine(total: Int, minimum: Double)
    /// base (1 - step / total)^power: torch's PolynomialLR.
    case polynomial(total: Int, power: Double)
  }

  public var base: Double
  public var decay: Decay
  /// Steps over which the rate first rises, in equal steps, to `base`. The decay begins after them.
  public var warmUp: Int

  public init(_ base: Double, _ decay: Decay = .none, warmUp: Int = 0) {
    self.base = base
    self.decay = decay
    self.warmUp = warmUp
  }

  public func callAsFunction(at step: Int) -> Double {
    if step < warmUp { return base * Double(step + 1) / Double(warmUp) }
    let step = step - warmUp
    switch decay {
    case .none: return base
    case .step(let every, let factor): return base * pow(factor, Double(step / max(every, 1)))
    case .cosine(let total, let minimum):
      let part = min(1, Double(step) / Double(max(total, 1)))
      return minimum + (base - minimum) * (1 + cos(.pi * part)) / 2
    case .polynomial(let total, let power):
      return base * pow(max(0, 1 - Double(step) / Double(max(total, 1))), power)
    }
  }
}
