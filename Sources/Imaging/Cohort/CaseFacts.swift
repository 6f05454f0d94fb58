/// What a scan and its reference hold, from one pass over each.
public struct CaseFacts: Sendable, Hashable {
  public let id: String
  public let rows: Int
  public let columns: Int
  public let slices: Int
  /// Between neighbouring columns, rows and slices. mm
  public let spacing: SIMD3<Double>
  /// Of the finite voxels. HU
  public let minimum: Float
  public let maximum: Float
  /// Whether there is a reference.
  public let isLabelled: Bool
  /// By label value; 0 is left out.
  public let labels: [Int: OutlineTally]
  /// All labels as one foreground.
  public let foreground: OutlineTally

  /// The volume of a voxel. ml
  public var voxelVolume: Double { spacing.x * spacing.y * spacing.z / 1000 }

  /// Reads the scan and its labels slice by slice, cut upright.
  ///
  /// - Throws: `VolumeError` where a file can't be read, is damaged, or the two don't share a grid.
  public static func measure(_ one: DatasetCase) throws -> CaseFacts {
    let volume = try NIfTIVolume.open(one.imagePath)
    let label = try one.labelPath.map { try NIfTIVolume.open($0) }
    if let label { try volume.checkSameGrid(as: label) }
    let image = try SliceReader(volume, slicing: .upright)
    let reference = try label.map { try SliceReader($0, slicing: .upright) }
    var (low, high) = (Float.infinity, -Float.infinity)
    var labels: [Int: OutlineTally] = [:]
    var foreground = OutlineTally()
    while let slice = try image.next() {
      low = min(low, slice.minimum)
      high = max(high, slice.maximum)
      guard let plane = try reference?.nextLabels() else { continue }
      let values = Self.values(in: plane)
      guard !values.isEmpty else { continue }
      for value in values {
        labels[Int(value), default: OutlineTally()].add(plane.mask { $0 == value })
      }
      foreground.add(plane.mask { $0 != 0 })
    }
    try image.finish()
    try reference?.finish()
    let grid = image.grid
    return CaseFacts(
      id: one.id, rows: grid.rows, columns: grid.columns, slices: grid.slices,
      spacing: SIMD3(grid.columnSpacing, grid.rowSpacing, grid.sliceSpacing), minimum: low,
      maximum: high, isLabelled: label != nil, labels: labels, foreground: foreground)
  }

  /// The values other than 0 that occur.
  static func values(in plane: Plane<UInt16>) -> [UInt16] {
    var found: Set<UInt16> = []
    var last: UInt16 = 0
    for value in plane.pixels where value != last {
      last = value
      if value != 0 { found.insert(value) }
    }
    return found.sorted()
  }
}

extension Plane<UInt16> {
  /// 1 where `isIn` holds.
  fileprivate func mask(_ isIn: (UInt16) -> Bool) -> Plane<UInt8> {
    Plane<UInt8>(rows: rows, columns: columns, pixels: pixels.map { isIn($0) ? 1 : 0 })
  }
}
