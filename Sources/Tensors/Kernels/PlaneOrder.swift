/// The pixels of a plane in another order: mirrored and turned, without interpolation.
public struct PlaneOrder: Hashable, Sendable {
  /// The size of the result.
  public private(set) var height: Int
  public private(set) var width: Int
  /// The source's pixel that comes first, and how far it is from there to the next row and column.
  private var start = 0
  private var rowStep: Int
  private var columnStep = 1

  /// The order in which they are.
  public init(height: Int, width: Int) {
    precondition(height >= 0 && width >= 0, "no negative sizes")
    self.height = height
    self.width = width
    self.rowStep = width
  }

  /// The last row becomes the first.
  public mutating func mirrorRows() {
    start += (height - 1) * rowStep
    rowStep = -rowStep
  }

  /// The last column becomes the first.
  public mutating func mirrorColumns() {
    start += (width - 1) * columnStep
    columnStep = -columnStep
  }

  /// A quarter turn counterclockwise, as numpy.rot90: `(H, W)` becomes `(W, H)`.
  public mutating func turn() {
    start += (width - 1) * columnStep
    (rowStep, columnStep) = (-columnStep, rowStep)
    (height, width) = (width, height)
  }

  /// A plane in this order.
  public func callAsFunction(_ plane: [Float]) -> [Float] { reordered(plane) }

  /// A plane in this order.
  public func callAsFunction(_ plane: [UInt8]) -> [UInt8] { reordered(plane) }

  @inline(__always)
  private func reordered<Pixel: BitwiseCopyable>(_ plane: [Pixel]) -> [Pixel] {
    precondition(plane.count == height * width, "\(plane.count) pixels for \(height) × \(width)")
    return [Pixel](unsafeUninitializedCapacity: plane.count) { result, count in
      plane.withUnsafeBufferPointer { plane in
        var next = 0
        for row in 0..<height {
          var index = start + row * rowStep
          for _ in 0..<width {
            result[next] = plane[index]
            next += 1
            index += columnStep
          }
        }
      }
      count = plane.count
    }
  }
}
