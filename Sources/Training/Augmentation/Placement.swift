internal import Foundation

/// Where the pixels of a changed slice come from: rotation, shear, zoom, translation and a smooth
/// displacement, composed, so that a slice is interpolated only once.
struct Placement {
  let height: Int
  let width: Int
  /// Radians.
  var rotation = 0.0
  var shear = (rows: 0.0, columns: 0.0)
  /// Parts of height and width.
  var translation = (rows: 0.0, columns: 0.0)
  var zoom = 1.0
  /// Displacements of rows and columns at nodes, `(nodeRows, nodeColumns)`; empty for none.
  private var field: [(Float, Float)] = []

  private static let spacing = 32

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  var isIdentity: Bool {
    rotation == 0 && shear == (0, 0) && translation == (0, 0) && zoom == 1 && field.isEmpty
  }

  private var nodeColumns: Int { width / Self.spacing + 2 }

  /// Draws displacements of up to `magnitude` pixels.
  mutating func displace(by magnitude: Double, _ random: inout SplitMix64) {
    guard magnitude > 0 else { return }
    let count = (height / Self.spacing + 2) * nodeColumns
    field = (0..<count).map { _ in
      (
        Float(random.within(-magnitude...magnitude)), Float(random.within(-magnitude...magnitude))
      )
    }
  }

  /// From a changed pixel to the row and column that it comes from:
  /// `row = a · y + b · x + c`, `column = d · y + e · x + f`.
  var matrix: (a: Double, b: Double, c: Double, d: Double, e: Double, f: Double) {
    // The change turns, shears and enlarges around the middle; its inverse is applied.
    let (cosine, sine) = (cos(rotation) / zoom, sin(rotation) / zoom)
    let a = cosine + sine * shear.columns
    let b = cosine * shear.rows + sine
    let d = -sine + cosine * shear.columns
    let e = -sine * shear.rows + cosine
    let (middleY, middleX) = (Double(height - 1) / 2, Double(width - 1) / 2)
    let y = middleY + translation.rows * Double(height)
    let x = middleX + translation.columns * Double(width)
    return (a, b, middleY - a * y - b * x, d, e, middleX - d * y - e * x)
  }

  /// The displacement of a pixel, between those of the four nodes around it.
  func displacement(_ row: Int, _ column: Int) -> (Float, Float) {
    guard !field.isEmpty else { return (0, 0) }
    let y = Float(row) / Float(Self.spacing)
    let x = Float(column) / Float(Self.spacing)
    let (top, left) = (Int(y), Int(x))
    let (v, u) = (y - Float(top), x - Float(left))
    let node = { (dy: Int, dx: Int) in field[(top + dy) * nodeColumns + left + dx] }
    let mix = { (part: ((Float, Float)) -> Float) in
      (part(node(0, 0)) * (1 - u) + part(node(0, 1)) * u) * (1 - v)
        + (part(node(1, 0)) * (1 - u) + part(node(1, 1)) * u) * v
    }
    return (mix { $0.0 }, mix { $0.1 })
  }
}

extension TrainingSlice {
  /// The slice under a placement: grey values between pixels, labels of the nearest. What comes from
  /// beyond is black and background.
  func resampled(_ placement: Placement) -> TrainingSlice {
    var result = TrainingSlice(
      height: height, width: width, image: Array(repeating: 0, count: image.count),
      target: Array(repeating: 0, count: image.count),
      confidence: confidence.map { Array(repeating: 0, count: $0.count) })
    let m = placement.matrix
    for row in 0..<height {
      for column in 0..<width {
        let shift = placement.displacement(row, column)
        let y = m.a * Double(row) + m.b * Double(column) + m.c + Double(shift.0)
        let x = m.d * Double(row) + m.e * Double(column) + m.f + Double(shift.1)
        guard y > -1, x > -1, y < Double(height), x < Double(width) else { continue }
        let place = row * width + column
        result.image[place] = interpolated(y, x)
        let (nearestY, nearestX) = (Int(y.rounded()), Int(x.rounded()))
        guard nearestY >= 0, nearestX >= 0, nearestY < height, nearestX < width else { continue }
        let source = nearestY * width + nearestX
        result.target[place] = target[source]
        if let confidence { result.confidence![place] = confidence[source] }
      }
    }
    return result
  }

  private func interpolated(_ y: Double, _ x: Double) -> Float {
    let (top, left) = (Int(y.rounded(.down)), Int(x.rounded(.down)))
    let (v, u) = (Float(y - Double(top)), Float(x - Double(left)))
    func pixel(_ row: Int, _ column: Int) -> Float {
      row >= 0 && column >= 0 && row < height && column < width ? image[row * width + column] : 0
    }
    return (pixel(top, left) * (1 - u) + pixel(top, left + 1) * u) * (1 - v)
      + (pixel(top + 1, left) * (1 - u) + pixel(top + 1, left + 1) * u) * v
  }

  /// Mirrored top to bottom, left to right, or both.
  func mirrored(rows: Bool, columns: Bool) -> TrainingSlice {
    guard rows || columns else { return self }
    return rearranged(height: height, width: width) { row, column in
      (rows ? height - 1 - row : row) * width + (columns ? width - 1 - column : column)
    }
  }

  /// Turned counterclockwise so many times by 90 degrees; by 180 where that would change the shape.
  func turned(_ turns: Int) -> TrainingSlice {
    switch turns % 4 {
    case 0: return self
    case 1 where height == width:
      return rearranged(height: width, width: height) { row, column in
        column * width + width - 1 - row
      }
    case 3 where height == width:
      return rearranged(height: width, width: height) { row, column in
        (height - 1 - column) * width + row
      }
    default: return mirrored(rows: true, columns: true)
    }
  }

  private func rearranged(
    height: Int, width: Int, _ source: (_ row: Int, _ column: Int) -> Int
  ) -> TrainingSlice {
    let places = (0..<height).flatMap { row in (0..<width).map { source(row, $0) } }
    return TrainingSlice(
      height: height, width: width, image: places.map { image[$0] },
      target: places.map { target[$0] },
      confidence: confidence.map { all in places.map { all[$0] } })
  }
}
