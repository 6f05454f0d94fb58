import Foundation

/// A NIfTI-1 file (`.nii`) written byte by byte, so that a test can make any field of it wrong.
///
/// Offsets and codes: nifti1.h.
struct ScanFile {
  enum DataType: Int16 {
    case uint8 = 2
    case int16 = 4
    case float32 = 16
  }

  var dimensions: [Int16]
  var dataType: DataType
  /// Voxel axes to millimetres; rows x, y, z of columns i, j, k and the origin.
  var affine: [[Float]] = [[-2, 0, 0, 60], [0, 2, 0, -60], [0, 0, 3, 10]]
  /// Voxels, the first axis fastest.
  var voxels: [Float]

  init(_ columns: Int, _ rows: Int, _ slices: Int, _ dataType: DataType, voxels: [Float]) {
    dimensions = [3, Int16(columns), Int16(rows), Int16(slices), 1, 1, 1, 1]
    self.dataType = dataType
    self.voxels = voxels
  }

  var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 352)
    func put<Value>(_ value: Value, at offset: Int) {
      withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(Int32(348), at: 0)
    for (axis, size) in dimensions.enumerated() { put(size, at: 40 + 2 * axis) }
    put(dataType.rawValue, at: 70)
    put(Int16([.uint8: 8, .int16: 16, .float32: 32][dataType] ?? 0), at: 72)
    let spacing = (0..<3).map { axis in
      (0..<3).map { affine[$0][axis] * affine[$0][axis] }.reduce(0, +).squareRoot()
    }
    for (axis, size) in ([1] + spacing + [1, 1, 1, 1]).enumerated() {
      put(size, at: 76 + 4 * axis)
    }
    put(Float(352), at: 108)
    put(Float(1), at: 112)
    put(UInt8(2), at: 123)
    put(Int16(1), at: 254)
    for (row, values) in affine.enumerated() {
      for (column, value) in values.enumerated() { put(value, at: 280 + 16 * row + 4 * column) }
    }
    bytes.replaceSubrange(344..<348, with: Array("n+1\0".utf8))
    switch dataType {
    case .uint8: bytes += voxels.map { UInt8($0) }
    case .int16: voxels.map { Int16($0) }.withUnsafeBytes { bytes += $0 }
    case .float32: voxels.withUnsafeBytes { bytes += $0 }
    }
    return bytes
  }

  func write(to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}

extension ScanFile {
  static let columns = 64
  static let rows = 56
  static let slices = 6

  /// A scan: a round body in air, with a bright organ in it.
  static var scan: ScanFile {
    ScanFile(
      columns, rows, slices, .int16,
      voxels: voxels { column, row, slice in
        if isOrgan(column, row, slice) { return 160 }
        let (x, y) = (Float(column) - 32, Float(row) - 28)
        return x * x + y * y < 24 * 24 ? 20 + Float((column * 7 + row * 3 + slice) % 11) : -1000
      })
  }

  /// The organ of `scan`, label 1.
  static var label: ScanFile {
    ScanFile(
      columns, rows, slices, .uint8, voxels: voxels { isOrgan($0, $1, $2) ? 1 : 0 })
  }

  /// The same volume with its slicing axis stored fastest instead of slowest.
  func slicesFastest() -> ScanFile {
    let (columns, rows, slices) = (Int(dimensions[1]), Int(dimensions[2]), Int(dimensions[3]))
    var turned = self
    turned.dimensions = [3, dimensions[3], dimensions[1], dimensions[2], 1, 1, 1, 1]
    turned.affine = affine.map { [$0[2], $0[0], $0[1], $0[3]] }
    turned.voxels = (0..<rows).flatMap { row in
      (0..<columns).flatMap { column in
        (0..<slices).map { voxels[($0 * rows + row) * columns + column] }
      }
    }
    return turned
  }

  private static func isOrgan(_ column: Int, _ row: Int, _ slice: Int) -> Bool {
    (20 - slice..<38 + slice).contains(column) && (20..<36).contains(row)
  }

  private static func voxels(_ value: (Int, Int, Int) -> Float) -> [Float] {
    (0..<slices).flatMap { slice in
      (0..<rows).flatMap { row in (0..<columns).map { value($0, row, slice) } }
    }
  }
}
