/// A point or direction in the body, in mm: x to the left, y to the back, z to the head.
typealias BodyPoint = SIMD3<Float>

/// A solid, by its approximate signed distance.
enum PhantomShape: Sendable {
  case ellipsoid(PhantomEllipsoid)
  case capsule(PhantomCapsule)

  /// Half the size of the upright box around it, and its centre.
  var bounds: (centre: BodyPoint, reach: BodyPoint) {
    switch self {
    case .ellipsoid(let solid): solid.bounds
    case .capsule(let solid): solid.bounds
    }
  }

  /// Signed distance in mm (negative inside), and how much the surface faces along z, 0 … 1.
  @inline(__always)
  func distance(_ point: BodyPoint) -> (distance: Float, slant: Float) {
    switch self {
    case .ellipsoid(let solid): solid.distance(point)
    case .capsule(let solid): solid.distance(point)
    }
  }

  static func ellipsoid(
    _ centre: BodyPoint, radii: BodyPoint, tilt: BodyPoint = .zero, isBoxy: Bool = false
  ) -> PhantomShape {
    .ellipsoid(PhantomEllipsoid(centre, radii: radii, tilt: tilt, isBoxy: isBoxy))
  }

  static func capsule(
    _ from: BodyPoint, _ to: BodyPoint, radius: Float, endRadius: Float? = nil
  ) -> PhantomShape {
    .capsule(
      PhantomCapsule(from: from, to: to, radius: radius, endRadius: endRadius ?? radius))
  }

  /// Capsules from each point to the next.
  static func tube(_ points: [BodyPoint], radius: Float) -> [PhantomShape] {
    zip(points, points.dropFirst()).map { capsule($0, $1, radius: radius) }
  }
}

/// An ellipsoid, or with the exponent 4 in place of 2 a rounded box.
struct PhantomEllipsoid: Sendable {
  private let centre: BodyPoint
  private let radii: BodyPoint
  /// The ellipsoid's own axes in the body.
  private let axes: (BodyPoint, BodyPoint, BodyPoint)
  private let isBoxy: Bool

  /// `tilt` is the rotation about x, then y, then z, in radians.
  init(_ centre: BodyPoint, radii: BodyPoint, tilt: BodyPoint, isBoxy: Bool) {
    self.centre = centre
    self.radii = radii
    self.isBoxy = isBoxy
    func turned(_ a: Float, _ b: Float, by angle: Float) -> (Float, Float) {
      (a * cosine(angle) - b * sine(angle), a * sine(angle) + b * cosine(angle))
    }
    func turned(_ axis: BodyPoint) -> BodyPoint {
      var v = axis
      (v.y, v.z) = turned(v.y, v.z, by: tilt.x)
      (v.z, v.x) = turned(v.z, v.x, by: tilt.y)
      (v.x, v.y) = turned(v.x, v.y, by: tilt.z)
      return v
    }
    axes = (turned([1, 0, 0]), turned([0, 1, 0]), turned([0, 0, 1]))
  }

  var bounds: (centre: BodyPoint, reach: BodyPoint) {
    func magnitudes(_ v: BodyPoint) -> BodyPoint { BodyPoint(abs(v.x), abs(v.y), abs(v.z)) }
    return (
      centre,
      magnitudes(axes.0) * radii.x + magnitudes(axes.1) * radii.y + magnitudes(axes.2) * radii.z
    )
  }

  /// First-order distance: the implicit function over its gradient (Taubin, 1991).
  @inline(__always)
  func distance(_ point: BodyPoint) -> (distance: Float, slant: Float) {
    let offset = point - centre
    let local = BodyPoint(dot(axes.0, offset), dot(axes.1, offset), dot(axes.2, offset))
    let unit = local / radii
    let squares = unit * unit
    let size: Float
    var gradient: BodyPoint
    if isBoxy {
      let fourth = squares * squares
      size = (fourth.x + fourth.y + fourth.z).squareRoot().squareRoot()
      gradient = unit * squares / radii
    } else {
      size = (squares.x + squares.y + squares.z).squareRoot()
      gradient = unit / radii
    }
    guard size > 0.01 else { return (-radii.min(), 0) }
    gradient /= isBoxy ? size * size * size : size
    let steepness = dot(gradient, gradient).squareRoot()
    let alongZ = axes.0.z * gradient.x + axes.1.z * gradient.y + axes.2.z * gradient.z
    return ((size - 1) / steepness, abs(alongZ) / steepness)
  }
}

/// A line with round ends, its radius changing from one end to the other.
struct PhantomCapsule: Sendable {
  private let from: BodyPoint
  private let axis: BodyPoint
  private let inverseLengthSquared: Float
  private let radius: Float
  private let growth: Float

  init(from: BodyPoint, to: BodyPoint, radius: Float, endRadius: Float) {
    self.from = from
    axis = to - from
    inverseLengthSquared = 1 / max(dot(axis, axis), 1e-6)
    self.radius = radius
    growth = endRadius - radius
  }

  var bounds: (centre: BodyPoint, reach: BodyPoint) {
    let half = axis / 2
    return (
      from + half, BodyPoint(abs(half.x), abs(half.y), abs(half.z)) + radius + max(growth, 0)
    )
  }

  @inline(__always)
  func distance(_ point: BodyPoint) -> (distance: Float, slant: Float) {
    let offset = point - from
    let along = min(max(dot(offset, axis) * inverseLengthSquared, 0), 1)
    let away = offset - axis * along
    let length = dot(away, away).squareRoot()
    return (length - radius - growth * along, abs(away.z) / max(length, 1e-6))
  }
}

@inline(__always)
func dot(_ a: BodyPoint, _ b: BodyPoint) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }
