/// The fields of a raw header, whichever its version and byte order.
struct NIfTIFields {
  let bytes: [UInt8]
  let version: NIfTIVersion
  let order: ByteOrder

  private var offsets: NIfTIVersion.Offsets { version.offsets }

  /// `dim[0]` … `dim[7]`.
  var dim: [Int] {
    (0..<8).map { n in
      version == .one
        ? Int(order.load(Int16.self, bytes, at: offsets.dim + 2 * n))
        : Int(order.load(Int64.self, bytes, at: offsets.dim + 8 * n))
    }
  }

  /// `pixdim[0]` … `pixdim[7]`, in the header's units.
  var pixdim: [Double] { reals(8, at: offsets.pixdim) }

  /// `magic` without what follows its first three characters.
  var magic: String {
    String(decoding: bytes[offsets.magic..<offsets.magic + 3], as: UTF8.self)
  }

  var datatype: Int { Int(order.load(Int16.self, bytes, at: offsets.datatype)) }

  /// NIfTI-1 stores the offset as a float, so this may be anything.
  var voxOffset: Double {
    version == .one
      ? reals(1, at: offsets.voxOffset)[0]
      : Double(order.load(Int64.self, bytes, at: offsets.voxOffset))
  }

  var sclSlope: Double { reals(1, at: offsets.sclSlope)[0] }
  var sclInter: Double { reals(1, at: offsets.sclInter)[0] }

  var qformCode: Int { code(at: offsets.qformCode) }
  var sformCode: Int { code(at: offsets.sformCode) }

  /// `quatern_b`, `quatern_c`, `quatern_d`.
  var quaternion: [Double] { reals(3, at: offsets.quaternion) }
  /// `qoffset_x`, `qoffset_y`, `qoffset_z`.
  var qoffset: [Double] { reals(3, at: offsets.qoffset) }
  /// `srow_x`, `srow_y`, `srow_z`, one after the other.
  var srow: [Double] { reals(12, at: offsets.srow) }

  /// The unit of length in mm: metres and microns are converted, anything else is taken as mm.
  var lengthUnit: Double {
    let units =
      version == .one
      ? Int(bytes[offsets.xyztUnits])
      : Int(truncatingIfNeeded: order.load(Int32.self, bytes, at: offsets.xyztUnits))
    switch units & 7 {
    case 1: return 1000
    case 3: return 0.001
    default: return 1
    }
  }

  private func code(at offset: Int) -> Int {
    version == .one
      ? Int(order.load(Int16.self, bytes, at: offset))
      : Int(order.load(Int32.self, bytes, at: offset))
  }

  private func reals(_ count: Int, at offset: Int) -> [Double] {
    (0..<count).map { n in
      version == .one
        ? Double(Float(bitPattern: order.load(UInt32.self, bytes, at: offset + 4 * n)))
        : Double(bitPattern: order.load(UInt64.self, bytes, at: offset + 8 * n))
    }
  }
}
