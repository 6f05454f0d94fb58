/// The surface voxels of one mask, in the order of slices, rows and columns.
public struct MaskSurface: Sendable, Hashable {
  /// Where a voxel lies in the slices of its volume.
  public struct Voxel: Sendable, Hashable {
    public let slice: Int32
    public let row: Int32
    public let column: Int32

    /// A voxel at these positions, counted from 0.
    public init(slice: Int, row: Int, column: Int) {
      self.slice = Int32(slice)
      self.row = Int32(row)
      self.column = Int32(column)
    }

    var position: SIMD3<Int> { SIMD3(Int(slice), Int(row), Int(column)) }
  }

  /// All of them.
  public private(set) var voxels: [Voxel] = []
  /// The lowest and highest slice, row and column; meaningless while there are no voxels.
  private(set) var bounds = (low: SIMD3(repeating: Int.max), high: SIMD3(repeating: Int.min))

  /// No voxels.
  public init() {}

  /// Whether the mask has no voxel; a mask with any has a surface.
  public var isEmpty: Bool { voxels.isEmpty }

  /// Adds a voxel; it must come after all others.
  mutating func append(_ voxel: Voxel) {
    voxels.append(voxel)
    let position = voxel.position
    bounds.low = pointwiseMin(bounds.low, position)
    bounds.high = pointwiseMax(bounds.high, position)
  }

  public static func == (a: Self, b: Self) -> Bool { a.voxels == b.voxels }

  public func hash(into hasher: inout Hasher) { hasher.combine(voxels) }
}
