import Testing

@testable import Imaging

@Suite struct SliceGridTests {
  private static let directions: [PatientDirection] = PatientDirection.allCases

  /// The 48 ways to store a volume along the patient's axes.
  static let orientations: [Orientation] = directions.flatMap { i in
    directions.flatMap { j in
      directions.compactMap { k in
        Set([i.axis, j.axis, k.axis]).count == 3 ? Orientation(i, j, k) : nil
      }
    }
  }

  /// 2 mm to the right, 3 mm to the front, 5 mm to the head, whatever the storage.
  private func affine(_ orientation: Orientation) -> Affine {
    var rows = Array(repeating: SIMD4<Double>(), count: 3)
    for (axis, direction) in orientation.directions.enumerated() {
      switch direction {
      case .right: rows[0][axis] = 2
      case .left: rows[0][axis] = -2
      case .anterior: rows[1][axis] = 3
      case .posterior: rows[1][axis] = -3
      case .superior: rows[2][axis] = 5
      case .inferior: rows[2][axis] = -5
      }
    }
    return Affine(rows[0], rows[1], rows[2])
  }

  @Test func uprightSlicesShowThePatientFromTheFeetWithTheFrontUp() {
    #expect(Self.orientations.count == 48)
    for orientation in Self.orientations {
      let affine = affine(orientation)
      #expect(affine.orientation == orientation)
      let grid = SliceGrid(dimensions: SIMD3(4, 5, 6), affine: affine, slicing: .upright)
      #expect([grid.rowSpacing, grid.columnSpacing, grid.sliceSpacing] == [3, 2, 5])
      func point(_ row: Int, _ column: Int, _ slice: Int) -> SIMD3<Double> {
        affine.point(grid.voxel(PlaneIndex(row: row, column: column, slice: slice)))
      }
      // One row down is 3 mm to the back, one column on is 2 mm to the patient's left.
      #expect(point(1, 0, 0) - point(0, 0, 0) == SIMD3(0, -3, 0), "\(orientation)")
      #expect(point(0, 1, 0) - point(0, 0, 0) == SIMD3(-2, 0, 0), "\(orientation)")
      let along = orientation.directions[grid.sliceAxis] == .superior ? 5.0 : -5
      #expect(point(0, 0, 1) - point(0, 0, 0) == SIMD3(0, 0, along), "\(orientation)")
    }
  }

  @Test func mapsAreInverseAndSlicesAreNumberedAsStored() {
    for orientation in Self.orientations {
      for slicing in SliceOrientation.allCases {
        let grid = SliceGrid(
          dimensions: SIMD3(4, 5, 6), affine: affine(orientation), slicing: slicing)
        var seen: Set<VoxelIndex> = []
        for slice in 0..<grid.slices {
          let layout = grid.layout(ofSlice: slice, bufferBeginsAt: 0)
          for row in 0..<grid.rows {
            for column in 0..<grid.columns {
              let pixel = PlaneIndex(row: row, column: column, slice: slice)
              let voxel = grid.voxel(pixel)
              #expect(grid.pixel(voxel) == pixel)
              #expect([voxel.i, voxel.j, voxel.k][grid.sliceAxis] == slice)
              let element =
                layout.offset + row * layout.rowStride + column * layout.columnStride
              #expect(element == voxel.i + 4 * voxel.j + 20 * voxel.k)
              seen.insert(voxel)
            }
          }
        }
        #expect(seen.count == 120)
      }
    }
  }

  @Test func storedSlicesAreWhatNibabelIndexes() {
    let grid = SliceGrid(
      dimensions: SIMD3(4, 5, 6), affine: affine(Orientation(.posterior, .superior, .right)),
      slicing: .stored)
    #expect(grid.slices == 6 && grid.rows == 4 && grid.columns == 5)
    #expect(grid.voxel(PlaneIndex(row: 1, column: 2, slice: 3)) == VoxelIndex(1, 2, 3))
    #expect(grid.slicesAreContiguous)
  }
}
