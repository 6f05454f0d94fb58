import Foundation

/// A NIfTI scan or label volume on disk, of which only the header has been read.
public struct NIfTIVolume: Sendable, Hashable {
  /// The path that was opened.
  public let path: String
  public let header: NIfTIHeader
  /// The file of the header: `path`, but for an `.img`.
  public let headerPath: String
  /// The file of the voxels: `headerPath`, but for a pair.
  public let imagePath: String

  /// Reads the header of `.nii`, `.nii.gz`, or of a `.hdr`/`.img` pair of which either is named.
  ///
  /// - Throws: `VolumeError` where the file can't be read, isn't NIfTI, isn't one volume of real
  ///   numbers, or is too short for what its header promises. A gzipped file's length is only known
  ///   once it is read: what no compression can reach is refused here, the rest by `SliceReader`.
  public static func open(_ path: String) throws -> NIfTIVolume {
    let headerPath = try headerPath(for: path)
    let source = try ByteSource(path: headerPath)
    let prefix = try source.readPrefix(NIfTIVersion.two.headerSize)
    let header = try NIfTIHeader(prefix: prefix, file: headerPath)
    switch header.storage {
    case .singleFile:
      try checkSizes(header, source: source)
      return NIfTIVolume(
        path: path, header: header, headerPath: headerPath, imagePath: headerPath)
    case .pair:
      let imagePath = try imagePath(for: headerPath, opened: path)
      try checkSizes(header, source: ByteSource(path: imagePath))
      return NIfTIVolume(path: path, header: header, headerPath: headerPath, imagePath: imagePath)
    }
  }

  /// The files that a volume consists of: two for a pair, otherwise the one. None of them is opened.
  ///
  /// - Throws: `VolumeError` if a pair's other file is missing.
  public static func files(of path: String) throws -> [String] {
    guard let name = NIfTIFileName(path: path), name.kind != .single else { return [path] }
    let header = try headerPath(for: path)
    return [header, try imagePath(for: header, opened: path)]
  }

  /// Throws `gridsDiffer`, describing both, unless `label` lies on this scan's grid: the same shape, and
  /// no corner of the volume displaced by more than a tenth of a voxel.
  public func checkSameGrid(as label: NIfTIVolume) throws {
    let difference = GridComparison.difference(
      (header.dimensions, header.affine), (label.header.dimensions, label.header.affine))
    guard let difference else { return }
    throw VolumeError(
      file: path,
      .gridsDiffer(
        image: header.gridDescription, label: label.header.gridDescription, labelFile: label.path,
        difference: difference))
  }

  private static func checkSizes(_ header: NIfTIHeader, source: ByteSource) throws {
    let needed = header.voxelOffset + header.voxelBytes
    guard needed <= source.largestContent else {
      throw VolumeError(
        file: source.path,
        .sizesLie(
          needed: needed, available: source.largestContent,
          file: source.isGzipped ? "a gzip file of \(source.fileSize) bytes" : "the file"))
    }
  }

  private static func headerPath(for path: String) throws -> String {
    guard let name = NIfTIFileName(path: path), name.kind == .image else { return path }
    return try existing(
      [
        name.partner(.header, gzipped: name.isGzipped),
        name.partner(.header, gzipped: !name.isGzipped),
      ],
      for: path)
  }

  private static func imagePath(for headerPath: String, opened path: String) throws -> String {
    if NIfTIFileName(path: path)?.kind == .image { return path }
    guard let name = NIfTIFileName(path: headerPath), name.kind == .header else {
      throw VolumeError(
        file: headerPath,
        .badHeader(
          field: "magic", found: "that of a .hdr/.img pair", expected: "a name that ends in .hdr"))
    }
    return try existing(
      [
        name.partner(.image, gzipped: name.isGzipped),
        name.partner(.image, gzipped: !name.isGzipped),
      ],
      for: headerPath)
  }

  private static func existing(_ candidates: [String], for path: String) throws -> String {
    guard let found = candidates.first(where: { access($0, F_OK) == 0 }) else {
      throw VolumeError(file: path, .missingPartner(expected: candidates))
    }
    return found
  }
}
