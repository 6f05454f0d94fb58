/// How a stored volume is cut into slices: sizes, spacing, and the maps between the two.
///
/// The same grid serves the image, its labels and prompts, and its inverse puts labels back.
public struct SliceGrid: Hashable, Sendable {
  /// Voxels along the stored axes; the first varies fastest.
  public let dimensions: SIMD3<Int>
  /// The stored axis (0, 1 or 2) that slices are numbered along.
  public let sliceAxis: Int
  /// The stored axis that rows are numbered along, that is, from the top of the picture down.
  public let rowAxis: Int
  /// The stored axis that columns are numbered along, from left to right.
  public let columnAxis: Int
  /// Whether row 0 is the last stored index along `rowAxis`.
  public let rowsAreReversed: Bool
  /// Whether column 0 is the last stored index along `columnAxis`.
  public let columnsAreReversed: Bool
  /// The distance between neighbouring rows. mm.
  public let rowSpacing: Double
  /// The distance between neighbouring columns. mm.
  public let columnSpacing: Double
  /// The distance between neighbouring slices. mm.
  public let sliceSpacing: Double

  /// Cuts a volume of `dimensions` voxels whose axes are `affine`'s.
  public init(dimensions: SIMD3<Int>, affine: Affine, slicing: SliceOrientation) {
    let orientation = affine.orientation
    switch slicing {
    case .stored:
      (sliceAxis, rowAxis, columnAxis) = (2, 0, 1)
      (rowsAreReversed, columnsAreReversed) = (false, false)
    case .upright:
      sliceAxis = orientation.storedAxis(along: .inferiorSuperior) ?? 2
      rowAxis = orientation.storedAxis(along: .posteriorAnterior) ?? 1
      columnAxis = orientation.storedAxis(along: .leftRight) ?? 0
      rowsAreReversed = orientation.directions[rowAxis] == .anterior
      columnsAreReversed = orientation.directions[columnAxis] == .right
    }
    self.dimensions = dimensions
    let spacing = affine.spacing
    rowSpacing = spacing[rowAxis]
    columnSpacing = spacing[columnAxis]
    sliceSpacing = spacing[sliceAxis]
  }

  /// Slices in the volume.
  public var slices: Int { dimensions[sliceAxis] }
  /// Rows of every slice.
  public var rows: Int { dimensions[rowAxis] }
  /// Columns of every slice.
  public var columns: Int { dimensions[columnAxis] }
  /// Pixels of every slice.
  public var pixelsPerSlice: Int { rows * columns }

  /// Whether slices lie one after the other in the file, so that they can be streamed.
  public var slicesAreContiguous: Bool { sliceAxis == 2 }

  /// The stored voxel under a pixel.
  public func voxel(_ pixel: PlaneIndex) -> VoxelIndex {
    var index = SIMD3<Int>()
    index[sliceAxis] = pixel.slice
    index[rowAxis] = rowsAreReversed ? rows - 1 - pixel.row : pixel.row
    index[columnAxis] = columnsAreReversed ? columns - 1 - pixel.column : pixel.column
    return VoxelIndex(index.x, index.y, index.z)
  }

  /// The pixel over a stored voxel: the inverse of `voxel(_:)`.
  public func pixel(_ voxel: VoxelIndex) -> PlaneIndex {
    let index = SIMD3(voxel.i, voxel.j, voxel.k)
    return PlaneIndex(
      row: rowsAreReversed ? rows - 1 - index[rowAxis] : index[rowAxis],
      column: columnsAreReversed ? columns - 1 - index[columnAxis] : index[columnAxis],
      slice: index[sliceAxis])
  }
}

extension SliceGrid {
  /// Where the pixels of slice `k` lie in a buffer that begins with stored voxel (0, 0, `first`).
  func layout(ofSlice k: Int, bufferBeginsAt first: Int) -> PlaneLayout {
    let strides = SIMD3(1, dimensions.x, dimensions.x * dimensions.y)
    let corner = voxel(PlaneIndex(row: 0, column: 0, slice: k))
    return PlaneLayout(
      rows: rows, columns: columns,
      offset: corner.i + corner.j * strides.y + (corner.k - first) * strides.z,
      rowStride: rowsAreReversed ? -strides[rowAxis] : strides[rowAxis],
      columnStride: columnsAreReversed ? -strides[columnAxis] : strides[columnAxis])
  }
}
