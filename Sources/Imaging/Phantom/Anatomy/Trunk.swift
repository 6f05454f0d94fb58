/// The wall of the trunk: skin, fat, muscle, ribs, and the diaphragm inside it.
struct Trunk: Sendable {
  /// Half the width and half the depth of the body, in mm.
  let halfWidth: Float
  let halfDepth: Float
  /// Thickness of the fat under the skin, in mm.
  let fat: Float
  /// Everything inside is this much larger than in the standard body.
  let scale: Float
  private let fatWaves: PhantomWaves
  private let wallWaves: PhantomWaves
  /// Heights of the two domes of the diaphragm, right and left, in mm.
  private let domes: (right: Float, left: Float)
  /// Height of the twelfth rib at the spine, in mm.
  private let lowestRib: Float

  init(fieldOfView: Float, _ random: inout SeededGenerator) {
    halfWidth = min(fieldOfView * random.between(0.425, 0.455), random.between(160, 185))
    halfDepth = halfWidth * random.between(0.66, 0.72)
    fat = halfWidth * random.between(0.06, 0.15)
    scale = (halfWidth - fat) / 148
    fatWaves = PhantomWaves(amplitude: fat * 0.25, wavelength: 130, &random)
    wallWaves = PhantomWaves(amplitude: 2.5, wavelength: 90, &random)
    domes = (random.between(56, 72) * scale, random.between(44, 58) * scale)
    lowestRib = random.between(-38, -22) * scale
  }

  /// Signed distance to the skin; negative inside.
  func skin(_ p: BodyPoint) -> Float {
    superellipse(p.x, p.y, halfWidth, halfDepth)
  }

  /// Thickness of the fat at this place, in mm: more of it at the back and the flanks.
  func fatThickness(_ p: BodyPoint) -> Float {
    fat * (1 + 0.25 * p.y / halfDepth) + fatWaves(p)
  }

  /// Signed distance to the inside of the trunk's wall.
  func cavity(_ p: BodyPoint) -> Float {
    let wall = 12 * scale
    let back = 27 * scale
    let depth = halfDepth - fat - (wall + back) / 2
    let width = halfWidth - fat - wall - 2
    return superellipse(p.x, p.y + (back - wall) / 2, width, depth) + wallWaves(p)
  }

  /// Height of the diaphragm above a place, given the place's distance to the wall of the trunk.
  func diaphragm(_ p: BodyPoint, cavity: Float) -> Float {
    let inward = min(max(-cavity / (58 * scale), 0), 1)
    let side = min(max(p.x / (60 * scale), -1), 1)
    let dome = (domes.right * (1 - side) + domes.left * (1 + side)) / 2
    // the lungs reach far down behind and less so in front
    let drop = (62 + 34 * min(max(p.y / (70 * scale), -1), 1)) * scale
    return dome - drop * (1 - inward) * (1 - inward)
  }

  /// Signed distance to the nearest rib, its slant, and whether it is cartilage there.
  func rib(
    _ p: BodyPoint, cavity: Float
  ) -> (distance: Float, slant: Float, isCartilage: Bool)? {
    let outward = cavity - 5.5 * scale
    guard abs(outward) < 8 * scale else { return nil }
    // 1 at the spine, -1 at the breastbone
    let backness = p.y / max((p.x * p.x + p.y * p.y).squareRoot(), 1)
    let descent = 48 * scale * (1 - backness)
    let spacing = 25 * scale
    let number = ((p.z + descent - lowestRib) / spacing).rounded()
    guard number >= 0, number < 11 else { return nil }
    let reach: Float = number == 0 ? 0.35 : number == 1 ? -0.1 : number < 4 ? -0.75 : -1
    guard backness > reach, backness < 0.97 else { return nil }
    let upward = (p.z + descent - lowestRib - number * spacing) * 0.85
    let (thick, high) = (3.8 * scale, 6.5 * scale)
    let size =
      ((outward / thick) * (outward / thick) + (upward / high) * (upward / high)).squareRoot()
    let isCartilage = backness < -0.35
    return ((size - 1) * thick, min(abs(upward) / (high * max(size, 0.1)), 1) * 0.6, isCartilage)
  }

  /// Approximate signed distance to `|x/a|^2.5 + |y/b|^2.5 = 1`.
  private func superellipse(_ x: Float, _ y: Float, _ a: Float, _ b: Float) -> Float {
    let (u, v) = (abs(x) / a, abs(y) / b)
    let (ru, rv) = (u * u.squareRoot(), v * v.squareRoot())
    let sum = u * ru + v * rv
    guard sum > 1e-4 else { return -b }
    let size = power(sum, 0.4)
    // gradient of sum^0.4: sum^-0.6 · (u^1.5 / a, v^1.5 / b)
    let steep = ((ru / a) * (ru / a) + (rv / b) * (rv / b)).squareRoot() * size / sum
    return (size - 1) / steep
  }
}
