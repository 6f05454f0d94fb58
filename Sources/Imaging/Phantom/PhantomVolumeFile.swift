internal import CNIfTI

/// Writes a phantom's voxels as `.nii.gz`, slice after slice, without keeping a volume.
///
/// A NIfTI-1 file of one part with `sform` and `qform`; the compressed stream carries neither a
/// date nor a name, so that equal voxels give equal files.
struct PhantomVolumeFile {
  private let file: VolumeFile

  /// Noise does not compress; a higher level takes longer for nothing.
  private static let level: Int32 = 4

  /// Begins a file.
  ///
  /// - Parameter intercept: what is added to a stored value to get HU.
  static func create<Voxel: FixedWidthInteger>(
    _ path: String, of phantom: Phantom, holding voxel: Voxel.Type, intercept: Float = 0
  ) throws -> PhantomVolumeFile {
    let volume = PhantomVolumeFile(file: try VolumeFile(path: path, gzipped: true, level: level))
    try volume.writeHeader(of: phantom, holding: voxel, intercept: intercept)
    return volume
  }

  private func writeHeader<Voxel: FixedWidthInteger>(
    of phantom: Phantom, holding: Voxel.Type, intercept: Float
  ) throws {
    var header = Self.header(of: phantom)
    header.datatype = Int16(Voxel.isSigned ? DT_INT16 : DT_UINT8)
    header.bitpix = Int16(Voxel.bitWidth)
    header.scl_inter = intercept
    try withUnsafeBytes(of: header) { try file.write($0) }
    // four bytes that say that no extension follows
    try withUnsafeBytes(of: Int32(0)) { try file.write($0) }
  }

  /// Appends a slice, first axis fastest.
  func append<Voxel: FixedWidthInteger>(_ voxels: [Voxel]) throws {
    try voxels.withUnsafeBytes { try file.write($0) }
  }

  /// Ends the stream and gives the file its name.
  func publish() throws {
    _ = try file.publish()
  }

  private static func header(of phantom: Phantom) -> nifti_1_header {
    var header = nifti_1_header()
    let size = phantom.size
    let affine = phantom.affine
    let signs = phantom.orientation.signs
    header.sizeof_hdr = 348
    header.dim = (3, Int16(size.width), Int16(size.height), Int16(size.slices), 1, 1, 1, 1)
    // the axes are a rotation by 180° about one axis, mirrored along z where qfac is −1
    let qfac = signs.x * signs.y * signs.z
    let spacing = phantom.spacing
    header.pixdim = (
      Float(qfac), Float(spacing.x), Float(spacing.y), Float(spacing.z), 0, 0, 0, 0
    )
    header.vox_offset = 352
    header.scl_slope = 1
    header.xyzt_units = CChar(NIFTI_UNITS_MM)
    header.qform_code = Int16(NIFTI_XFORM_SCANNER_ANAT)
    header.sform_code = Int16(NIFTI_XFORM_SCANNER_ANAT)
    switch (signs.x, signs.y) {
    case (1, -1): header.quatern_b = 1
    case (-1, 1): header.quatern_c = 1
    case (-1, -1): header.quatern_d = 1
    default: break
    }
    func row(_ index: Int) -> (Float, Float, Float, Float) {
      let row = affine[index].map { Float($0) }
      return (row[0], row[1], row[2], row[3])
    }
    (header.srow_x, header.srow_y, header.srow_z) = (row(0), row(1), row(2))
    (header.qoffset_x, header.qoffset_y) = (header.srow_x.3, header.srow_y.3)
    header.qoffset_z = header.srow_z.3
    header.magic = (0x6E, 0x2B, 0x31, 0)
    return header
  }
}
