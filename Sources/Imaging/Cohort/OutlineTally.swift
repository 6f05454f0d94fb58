/// What it would take to draw labels by hand: pixels, outlines and components, slice by slice.
public struct OutlineTally: Codable, Sendable, Hashable {
  /// Slices with any of the label.
  public var slices = 0
  /// Labelled pixels.
  public var pixels = 0
  /// Labelled pixels with an edge on another value or on the picture's margin: what is outlined by hand.
  public var boundaryPixels = 0
  /// 4-connected components on slices: how many boxes or points would be drawn instead.
  public var components = 0

  public init() {}

  mutating func add(_ other: OutlineTally) {
    slices += other.slices
    pixels += other.pixels
    boundaryPixels += other.boundaryPixels
    components += other.components
  }

  /// Takes in one slice's pixels of a mask; an empty one counts for nothing.
  mutating func add(_ mask: Plane<UInt8>) {
    let components = ConnectedComponents(of: mask, connectivity: .four).components
    guard !components.isEmpty else { return }
    slices += 1
    self.components += components.count
    pixels += components.reduce(0) { $0 + $1.pixelCount }
    boundaryPixels += Self.boundary(of: mask)
  }

  private static func boundary(of mask: Plane<UInt8>) -> Int {
    let (rows, columns) = (mask.rows, mask.columns)
    var count = 0
    mask.pixels.withUnsafeBufferPointer { mask in
      for row in 0..<rows {
        let start = row * columns
        for column in 0..<columns where mask[start + column] != 0 {
          let isInside =
            row > 0 && row + 1 < rows && column > 0 && column + 1 < columns
            && mask[start + column - 1] != 0 && mask[start + column + 1] != 0
            && mask[start + column - columns] != 0 && mask[start + column + columns] != 0
          if !isInside { count += 1 }
        }
      }
    }
    return count
  }
}
