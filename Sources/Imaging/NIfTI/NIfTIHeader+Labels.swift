extension NIfTIHeader {
  /// The header of a label volume on this scan's grid: the scan's bytes, but for `datatype`, `bitpix`,
  /// `vox_offset`, `scl_slope`, `scl_inter`, `cal_max` and `cal_min`, followed by four zero bytes that
  /// say there are no extensions.
  ///
  /// The raw bytes are patched because libnifti's own writer recomputes pixdim and quaternion, which
  /// moves the grid by rounding errors.
  func labelHeader(_ type: LabelType) -> [UInt8] {
    var bytes = bytes
    let offsets = version.offsets
    func store(real value: Double, at offset: Int) {
      if version == .one {
        byteOrder.store(Float(value).bitPattern, into: &bytes, at: offset)
      } else {
        byteOrder.store(value.bitPattern, into: &bytes, at: offset)
      }
    }
    byteOrder.store(Int16(type.dataType.rawValue), into: &bytes, at: offsets.datatype)
    byteOrder.store(Int16(8 * type.size), into: &bytes, at: offsets.bitpix)
    let firstVoxel = storage == .singleFile ? version.firstVoxelOffset : 0
    if version == .one {
      store(real: Double(firstVoxel), at: offsets.voxOffset)
    } else {
      byteOrder.store(Int64(firstVoxel), into: &bytes, at: offsets.voxOffset)
    }
    store(real: 1, at: offsets.sclSlope)
    store(real: 0, at: offsets.sclInter)
    store(real: 0, at: offsets.calMax)
    store(real: 0, at: offsets.calMin)
    return bytes + [0, 0, 0, 0]
  }
}
