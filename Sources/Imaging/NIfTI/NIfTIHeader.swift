/// What the header of a NIfTI file says, checked, beside its bytes as they are.
public struct NIfTIHeader: Sendable, Hashable {
  /// The header as stored: 348 bytes (NIfTI-1) or 540 (NIfTI-2).
  public let bytes: [UInt8]
  public let version: NIfTIVersion
  /// The byte order of header and voxels.
  public let byteOrder: ByteOrder
  public let storage: Storage
  /// Voxels along the stored axes; the first varies fastest.
  public let dimensions: SIMD3<Int>
  public let dataType: NIfTIDataType
  public let rescale: Rescale
  /// Whether the header's `scl_slope` or `scl_inter` is no number, so that `rescale` goes without it.
  public let hasUnusableRescale: Bool
  /// Where the first voxel lies in the file of voxels. bytes
  public let voxelOffset: Int
  /// From voxel indices to scanner coordinates, RAS+, mm (the header's metres or microns converted).
  public let affine: Affine
  public let affineSource: AffineSource

  /// Whether header and voxels share a file.
  public enum Storage: Sendable, Hashable { case singleFile, pair }

  /// Which of the header's three descriptions of space is used.
  public enum AffineSource: String, Sendable, Hashable {
    /// The 3×4 matrix: used where `sform_code` > 0.
    case sform
    /// The quaternion: used where only `qform_code` > 0.
    case qform
    /// Neither: voxel sizes alone, axes taken as R, A, S (NIfTI-1 "method 1"). The true orientation is
    /// unknown.
    case pixdim
  }

  /// The distance between neighbouring voxels along the stored axes. mm
  public var spacing: SIMD3<Double> { affine.spacing }
  /// The patient directions nearest to the stored axes.
  public var orientation: Orientation { affine.orientation }
  /// Voxels in the volume. Doesn't overflow: checked on reading.
  public var voxelCount: Int { dimensions.x * dimensions.y * dimensions.z }
  /// Bytes of all voxels as stored. Doesn't overflow: checked on reading.
  public var voxelBytes: Int { voxelCount * dataType.size }

  /// How the volume is cut into slices.
  public func grid(_ slicing: SliceOrientation) -> SliceGrid {
    SliceGrid(dimensions: dimensions, affine: affine, slicing: slicing)
  }

  /// The grid in words: "512×512×20 voxels of 0.977×0.977×2 mm, LAS, origin (…)".
  public var gridDescription: String {
    GridComparison.describe(dimensions: dimensions, affine: affine)
  }

  init(
    fields: NIfTIFields, storage: Storage, dimensions: SIMD3<Int>, dataType: NIfTIDataType,
    voxelOffset: Int, affine: Affine, affineSource: AffineSource
  ) {
    bytes = fields.bytes
    version = fields.version
    byteOrder = fields.order
    rescale = Rescale(sclSlope: fields.sclSlope, sclInter: fields.sclInter)
    hasUnusableRescale =
      !fields.sclSlope.isFinite || (fields.sclSlope != 0 && !fields.sclInter.isFinite)
    self.storage = storage
    self.dimensions = dimensions
    self.dataType = dataType
    self.voxelOffset = voxelOffset
    self.affine = affine
    self.affineSource = affineSource
  }
}
