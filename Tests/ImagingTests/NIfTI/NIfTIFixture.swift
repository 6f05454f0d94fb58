@testable import Imaging

/// A small NIfTI file, made byte by byte so that nothing of the reader is trusted.
struct NIfTIFixture {
  var version = NIfTIVersion.one
  var order = ByteOrder.little
  var storage = NIfTIHeader.Storage.singleFile
  var type = NIfTIDataType.int16
  var dim = [3, 5, 4, 3, 1, 1, 1, 1]
  var pixdim: [Double] = [1, 0.5, 0.75, 2, 0, 0, 0, 0]
  var slope = 0.0
  var intercept = 0.0
  var qformCode = 0
  var quaternion: [Double] = [0, 0, 0]
  var qoffset: [Double] = [0, 0, 0]
  var sformCode = 1
  var srow: [Double] = [-0.5, 0, 0, 10, 0, 0.75, 0, -20, 0, 0, 2, 30]
  var units = 2
  /// In stored order; what isn't given counts up from 0.
  var values: [Double] = []

  var voxelCount: Int { dim[1...3].reduce(1, *) }

  func value(_ n: Int) -> Double { n < values.count ? values[n] : Double(n) }

  var header: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: version.headerSize)
    // Something in every field that must survive untouched.
    for n in bytes.indices { bytes[n] = UInt8(truncatingIfNeeded: 32 + n % 64) }
    let one = version == .one
    func put<T: FixedWidthInteger>(_ value: T, _ offset: Int) {
      order.store(value, into: &bytes, at: offset)
    }
    func put(real value: Double, _ offset: Int, _ n: Int = 0) {
      one ? put(Float(value).bitPattern, offset + 4 * n) : put(value.bitPattern, offset + 8 * n)
    }
    put(Int32(version.headerSize), 0)
    for n in 0..<8 { one ? put(Int16(dim[n]), 40 + 2 * n) : put(Int64(dim[n]), 16 + 8 * n) }
    put(Int16(type.rawValue), one ? 70 : 12)
    put(Int16(type.size * 8), one ? 72 : 14)
    for n in 0..<8 { put(real: pixdim[n], one ? 76 : 104, n) }
    let offset = storage == .pair ? 0 : version.headerSize + 4
    one ? put(real: Double(offset), 108) : put(Int64(offset), 168)
    put(real: slope, one ? 112 : 176)
    put(real: intercept, one ? 116 : 184)
    one ? put(Int16(qformCode), 252) : put(Int32(qformCode), 344)
    one ? put(Int16(sformCode), 254) : put(Int32(sformCode), 348)
    for n in 0..<3 { put(real: quaternion[n], one ? 256 : 352, n) }
    for n in 0..<3 { put(real: qoffset[n], one ? 268 : 376, n) }
    for n in 0..<12 { put(real: srow[n], one ? 280 : 400, n) }
    one ? put(UInt8(units), 123) : put(Int32(units), 500)
    let magic = (storage == .pair ? "ni" : "n+") + "\(version.rawValue)\0"
    let tail: [UInt8] = one ? [] : [0x0D, 0x0A, 0x1A, 0x0A]
    for (n, byte) in (Array(magic.utf8) + tail).enumerated() { bytes[(one ? 344 : 4) + n] = byte }
    return bytes
  }

  var voxels: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: voxelCount * type.size)
    for n in 0..<voxelCount {
      let (value, at) = (value(n), n * type.size)
      switch type {
      case .uint8: order.store(UInt8(value), into: &bytes, at: at)
      case .int8: order.store(Int8(value), into: &bytes, at: at)
      case .uint16: order.store(UInt16(value), into: &bytes, at: at)
      case .int16: order.store(Int16(value), into: &bytes, at: at)
      case .uint32: order.store(UInt32(value), into: &bytes, at: at)
      case .int32: order.store(Int32(value), into: &bytes, at: at)
      case .uint64: order.store(UInt64(value), into: &bytes, at: at)
      case .int64: order.store(Int64(value), into: &bytes, at: at)
      case .float32: order.store(Float(value).bitPattern, into: &bytes, at: at)
      case .float64: order.store(value.bitPattern, into: &bytes, at: at)
      }
    }
    return bytes
  }

  /// The whole single file, uncompressed.
  var file: [UInt8] { header + [0, 0, 0, 0] + voxels }

  /// Writes the file (or both of a pair), gzipped or not, and gives the path to open.
  func write(_ folder: ScanFolder, _ name: String = "scan", gzipped: Bool = false) throws -> String
  {
    let suffix = gzipped ? ".gz" : ""
    switch storage {
    case .singleFile: return try Self.write(file, folder, name + ".nii" + suffix, gzipped)
    case .pair:
      _ = try Self.write(voxels, folder, name + ".img" + suffix, gzipped)
      return try Self.write(header + [0, 0, 0, 0], folder, name + ".hdr" + suffix, gzipped)
    }
  }

  private static func write(
    _ bytes: [UInt8], _ folder: ScanFolder, _ name: String, _ gzipped: Bool
  ) throws -> String {
    guard gzipped else { return try folder.write(bytes, name) }
    let pending = try VolumeFile(path: folder.file(name), gzipped: true)
    try bytes.withUnsafeBytes { try pending.write($0) }
    _ = try pending.publish()
    return folder.file(name)
  }
}

/// All slices of a volume, checked to the end.
func readAll(_ path: String, _ slicing: SliceOrientation = .stored) throws -> [ScanSlice] {
  let reader = try SliceReader(NIfTIVolume.open(path), slicing: slicing)
  var slices: [ScanSlice] = []
  while let slice = try reader.next() { slices.append(slice) }
  try reader.finish()
  return slices
}

/// The problem that `body` throws, or nil if it throws none.
func problem(_ body: () throws -> Void) -> VolumeError.Problem? {
  do {
    try body()
    return nil
  } catch let error as VolumeError {
    return error.problem
  } catch {
    return nil
  }
}
