/// The two header formats of NIfTI and where their fields lie.
///
/// Offsets from the official `nifti1.h` and `nifti2.h` (nifti.nimh.nih.gov).
public enum NIfTIVersion: Int, Sendable, Hashable {
  case one = 1
  case two = 2

  /// Bytes of the header proper: 348 or 540.
  public var headerSize: Int { self == .one ? 348 : 540 }

  /// The first voxel's offset in a single file without extensions: the header and four flag bytes.
  var firstVoxelOffset: Int { headerSize + 4 }

  /// Where the version's fields begin, in bytes.
  struct Offsets {
    let magic, dim, datatype, bitpix, pixdim, voxOffset: Int
    let sclSlope, sclInter, calMax, calMin: Int
    let qformCode, sformCode, quaternion, qoffset, srow, xyztUnits: Int
  }

  var offsets: Offsets {
    switch self {
    case .one:
      Offsets(
        magic: 344, dim: 40, datatype: 70, bitpix: 72, pixdim: 76, voxOffset: 108,
        sclSlope: 112, sclInter: 116, calMax: 124, calMin: 128,
        qformCode: 252, sformCode: 254, quaternion: 256, qoffset: 268, srow: 280, xyztUnits: 123)
    case .two:
      Offsets(
        magic: 4, dim: 16, datatype: 12, bitpix: 14, pixdim: 104, voxOffset: 168,
        sclSlope: 176, sclInter: 184, calMax: 192, calMin: 200,
        qformCode: 344, sformCode: 348, quaternion: 352, qoffset: 376, srow: 400, xyztUnits: 500)
    }
  }
}
