import CNIfTI

extension NIfTIHeader {
  /// The map from voxels to mm: sform where its code is positive, else qform, else voxel sizes alone.
  static func affine(of fields: NIfTIFields, file: String) throws -> (Affine, AffineSource) {
    let (affine, source) = chosenAffine(of: fields)
    let inMillimetres = affine.scaled(by: fields.lengthUnit)
    guard inMillimetres.isInvertible else {
      throw VolumeError(
        file: file,
        .badHeader(
          field: source.rawValue, found: affine.description,
          expected: "three independent axes of finite length"))
    }
    return (inMillimetres, source)
  }

  private static func chosenAffine(of fields: NIfTIFields) -> (Affine, AffineSource) {
    if fields.sformCode > 0 {
      let s = fields.srow
      return (
        Affine(
          SIMD4(s[0], s[1], s[2], s[3]), SIMD4(s[4], s[5], s[6], s[7]),
          SIMD4(s[8], s[9], s[10], s[11])), .sform
      )
    }
    let pixdim = fields.pixdim
    // As libnifti: a size that is none counts as 1, a negative one by its absolute value.
    let size = pixdim.map { $0 == 0 || !$0.isFinite ? 1 : abs($0) }
    if fields.qformCode > 0 {
      let (q, origin) = (fields.quaternion, fields.qoffset)
      let matrix = nifti_quatern_to_dmat44(
        q[0], q[1], q[2], origin[0], origin[1], origin[2], size[1], size[2], size[3],
        pixdim[0] < 0 ? -1 : 1)
      return (Affine(matrix), .qform)
    }
    return (
      Affine(SIMD4(size[1], 0, 0, 0), SIMD4(0, size[2], 0, 0), SIMD4(0, 0, size[3], 0)), .pixdim
    )
  }
}
