import Foundation

func sine(_ angle: Float) -> Float { sinf(angle) }
func cosine(_ angle: Float) -> Float { cosf(angle) }
func power(_ base: Float, _ exponent: Float) -> Float { powf(base, exponent) }

/// Smooth random variation in space: a few plane waves of random direction and phase.
struct PhantomWaves: Sendable {
  private var waves: [(direction: BodyPoint, phase: Float)] = []
  /// About the largest value, in the unit of whatever is varied.
  let amplitude: Float

  /// Waves of lengths around `wavelength` mm.
  init(amplitude: Float, wavelength: Float, count: Int = 4, _ random: inout SeededGenerator) {
    self.amplitude = amplitude
    for _ in 0..<count {
      let z = random.between(-0.9, 0.9)
      let angle = random.between(0, 2 * .pi)
      let flat = (1 - z * z).squareRoot()
      let direction = BodyPoint(flat * cosine(angle), flat * sine(angle), z)
      let length = wavelength * random.between(0.7, 1.5)
      waves.append((direction * (2 * .pi / length), random.between(0, 2 * .pi)))
    }
  }

  static let none = PhantomWaves()

  private init() { amplitude = 0 }

  /// The value at a point, mostly within ± `amplitude`.
  func callAsFunction(_ point: BodyPoint) -> Float {
    guard amplitude != 0 else { return 0 }
    let sum = waves.reduce(Float(0)) { $0 + sine(dot($1.direction, point) + $1.phase) }
    return sum * amplitude / Float(waves.count).squareRoot() * 0.8
  }
}
