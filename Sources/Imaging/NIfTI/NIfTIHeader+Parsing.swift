extension NIfTIHeader {
  /// Reads the header at the start of `prefix`, the first bytes (at least 540, if there are as many)
  /// of `file`, decompressed.
  ///
  /// Everything that later code computes with is checked here: nothing after this overflows or reads
  /// past an end.
  ///
  /// - Throws: `VolumeError` naming the field, what it holds and what it should.
  public init(prefix: [UInt8], file: String) throws {
    let fields = try Self.locate(prefix, file: file)
    let storage: Storage
    switch (fields.magic, fields.version) {
    case ("n+1", .one), ("n+2", .two): storage = .singleFile
    case ("ni1", .one), ("ni2", .two): storage = .pair
    default:
      throw VolumeError(
        file: file,
        .notNIfTI(
          found: "it has the size field of a header, but no magic (an ANALYZE 7.5 file?)"))
    }
    guard let dataType = NIfTIDataType(rawValue: fields.datatype) else {
      throw VolumeError(
        file: file,
        .unsupportedType(
          name: NIfTIDataType.name(ofCode: fields.datatype), code: fields.datatype))
    }
    let (affine, source) = try Self.affine(of: fields, file: file)
    self.init(
      fields: fields, storage: storage,
      dimensions: try Self.dimensions(of: fields, voxelSize: dataType.size, file: file),
      dataType: dataType,
      voxelOffset: try Self.voxelOffset(of: fields, storage: storage, file: file),
      affine: affine, affineSource: source)
  }

  /// Finds version and byte order by the size field, and cuts the header off.
  private static func locate(_ prefix: [UInt8], file: String) throws -> NIfTIFields {
    guard prefix.count >= 4 else {
      throw VolumeError(
        file: file, .notNIfTI(found: prefix.isEmpty ? "it is empty" : "it has too few bytes"))
    }
    for order in [ByteOrder.little, .big] {
      let size = Int(order.load(Int32.self, prefix, at: 0))
      for version in [NIfTIVersion.one, .two] where version.headerSize == size {
        guard prefix.count >= size else {
          throw VolumeError(file: file, .truncated(found: prefix.count, expected: size))
        }
        return NIfTIFields(bytes: Array(prefix[..<size]), version: version, order: order)
      }
    }
    let size = ByteOrder.native.load(Int32.self, prefix, at: 0)
    throw VolumeError(
      file: file, .notNIfTI(found: "its first number is \(size), expected 348 or 540"))
  }

  private static func dimensions(
    of fields: NIfTIFields, voxelSize: Int, file: String
  ) throws -> SIMD3<Int> {
    let dim = fields.dim
    guard (1...7).contains(dim[0]) else {
      throw VolumeError(
        file: file, .badHeader(field: "dim[0]", found: "\(dim[0])", expected: "1 to 7 axes"))
    }
    for axis in 1...dim[0] where dim[axis] < 1 {
      throw VolumeError(
        file: file,
        .badHeader(
          field: "dim[\(axis)]", found: "\(dim[axis])", expected: "at least one voxel"))
    }
    for axis in 1...dim[0] where axis > 3 && dim[axis] > 1 {
      throw VolumeError(file: file, .notOneVolume(axis: axis, count: dim[axis]))
    }
    func extent(_ axis: Int) -> Int { axis <= dim[0] ? dim[axis] : 1 }
    // Past 2^59 bytes no file system goes; the margin leaves room for sums and for eight-byte copies.
    let limit = 1 << 59
    var bytes = voxelSize
    for axis in 1...3 {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent(axis))
      guard !overflow, product <= limit else {
        throw VolumeError(
          file: file,
          .badHeader(
            field: "dim", found: dim[1...3].map(String.init).joined(separator: "×"),
            expected: "a volume that fits a file"))
      }
      bytes = product
    }
    return SIMD3(extent(1), extent(2), extent(3))
  }

  private static func voxelOffset(
    of fields: NIfTIFields, storage: Storage, file: String
  ) throws -> Int {
    let offset = fields.voxOffset
    let least = storage == .singleFile ? fields.version.firstVoxelOffset : 0
    // As libnifti: some writers leave 0 where the header's end is meant.
    if offset == 0 { return least }
    guard offset >= Double(least), offset <= 0x1p53, offset == offset.rounded() else {
      throw VolumeError(
        file: file,
        .badHeader(
          field: "vox_offset", found: "\(offset)",
          expected: "a whole number of bytes, at least \(least)"))
    }
    return Int(offset)
  }
}
