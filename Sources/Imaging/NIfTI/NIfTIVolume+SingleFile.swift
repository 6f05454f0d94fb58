internal import DurableFiles

extension NIfTIHeader {
  /// The header's bytes as they stand in a single file: a pair's with the magic, the offset and the four
  /// flag bytes of one, without the extensions that may follow it.
  var singleFileBytes: [UInt8] {
    var bytes = bytes
    guard storage == .pair else { return bytes }
    bytes[version.offsets.magic + 1] = UInt8(ascii: "+")
    let offset = version.firstVoxelOffset
    if version == .one {
      byteOrder.store(Float(offset).bitPattern, into: &bytes, at: version.offsets.voxOffset)
    } else {
      byteOrder.store(Int64(offset), into: &bytes, at: version.offsets.voxOffset)
    }
    return bytes + [0, 0, 0, 0]
  }
}

extension NIfTIVolume {
  /// Writes the same volume as one file, compressed if the name ends in `.gz`: header and voxels as they
  /// are stored, those of a pair joined.
  ///
  /// - Throws: `VolumeError` if this volume is damaged, `FileError` if the file can't be written;
  ///   nothing is left then.
  func writeSingleFile(to path: String, in files: any FileSystem) throws {
    let isGzipped = NIfTIFileName(path: path)?.isGzipped ?? false
    let file = try VolumeFile(path: path, gzipped: isGzipped, in: files)
    let source = try ByteSource(path: imagePath)
    if header.storage == .pair {
      try header.singleFileBytes.withUnsafeBytes { try file.write($0) }
      try source.skip(header.voxelOffset)
    }
    let pieceLength = 1 << 20
    var piece = try source.readPrefix(pieceLength)
    while !piece.isEmpty {
      try piece.withUnsafeBytes { try file.write($0) }
      piece = try source.readPrefix(pieceLength)
    }
    let expected = header.voxelOffset + header.voxelBytes
    guard source.position >= expected else {
      throw VolumeError(
        file: imagePath, .truncated(found: source.position, expected: expected))
    }
    _ = try file.publish()
  }

  /// This volume as if it were one file, to write label volumes like it.
  ///
  /// - Throws: never for a header that was read before.
  func asSingleFile() throws -> NIfTIVolume {
    guard header.storage == .pair else { return self }
    return NIfTIVolume(
      path: path, header: try NIfTIHeader(prefix: header.singleFileBytes, file: headerPath),
      headerPath: headerPath, imagePath: imagePath)
  }
}
