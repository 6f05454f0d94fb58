/// The surface voxels of every label of a volume, gathered slice by slice.
///
/// A voxel is on its label's surface if one of its six neighbours has another value: the mask minus its
/// erosion, as `mask & ~scipy.ndimage.binary_erosion(mask)` gives, and MedPy and MONAI with it. Beyond
/// the edge of the volume is background. An axis of a single voxel has no neighbours: a volume of
/// one slice is a picture, whose pixels have four, since otherwise all of it would be surface.
///
/// Three slices are held besides the surfaces.
public struct LabelSurfaces: Sendable {
  /// The size of the volume: slices, rows, columns.
  public let size: SIMD3<Int>
  /// Surfaces by label value; a value that doesn't occur has none, nor has 0.
  public private(set) var byLabel: [Int: MaskSurface] = [:]

  private var added = 0
  private var before: [UInt16] = []
  private var current: [UInt16] = []

  /// Nothing yet of a volume of this size.
  public init(slices: Int, rows: Int, columns: Int) {
    size = SIMD3(slices, rows, columns)
  }

  /// The surface of `label`; empty where the volume doesn't have it.
  public subscript(label: Int) -> MaskSurface { byLabel[label] ?? MaskSurface() }

  /// Adds the next slice. The surfaces are complete after the last.
  ///
  /// - Throws: `PictureError.sizes` if the plane has another size.
  public mutating func add(_ plane: Plane<UInt16>) throws {
    guard plane.rows == size.y, plane.columns == size.z else {
      throw PictureError.sizes(
        predicted: (plane.rows, plane.columns), reference: (size.y, size.z))
    }
    precondition(added < size.x, "all slices have been added")
    if added > 0 { gather(slice: added - 1, after: plane.pixels) }
    (before, current) = (current, plane.pixels)
    added += 1
    if added == size.x {
      gather(slice: added - 1, after: [])
      (before, current) = ([], [])
    }
  }

  /// Takes the surface voxels of `current`, whose neighbours are `before` and `after`.
  private mutating func gather(slice: Int, after: [UInt16]) {
    let (slices, rows, columns) = (size.x, size.y, size.z)
    var found: [(label: UInt16, voxel: MaskSurface.Voxel)] = []
    current.withUnsafeBufferPointer { current in
      for row in 0..<rows {
        for column in 0..<columns {
          let index = row * columns + column
          let label = current[index]
          guard label != 0 else { continue }
          let isInside =
            (columns == 1
              || (column > 0 && current[index - 1] == label
                && column < columns - 1 && current[index + 1] == label))
            && (rows == 1
              || (row > 0 && current[index - columns] == label
                && row < rows - 1 && current[index + columns] == label))
            && (slices == 1
              || (slice > 0 && before[index] == label
                && slice < slices - 1 && after[index] == label))
          if !isInside {
            found.append((label, MaskSurface.Voxel(slice: slice, row: row, column: column)))
          }
        }
      }
    }
    for (label, voxel) in found { byLabel[Int(label), default: MaskSurface()].append(voxel) }
  }
}
