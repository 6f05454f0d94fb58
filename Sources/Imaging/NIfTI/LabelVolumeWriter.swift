import CNIfTI
public import DurableFiles
import Foundation

/// Writes a label volume slice by slice on a scan's own grid.
///
/// The file appears under its name when `finish()` has it whole on the disk. Slices that aren't written
/// are background. Where slices lie one after the other in the file they go out as they come;
/// otherwise the label volume is held (`residentBytes`) until the end. Not for use by several tasks at
/// once.
///
/// The scan's header is kept byte for byte but for the fields that say how voxels are stored; a scan
/// that is a `.hdr`/`.img` pair gives a pair.
public final class LabelVolumeWriter {
  public let scan: NIfTIVolume
  public let grid: SliceGrid
  public let type: LabelType
  /// The file of the header; of the voxels too, but for pairs.
  public let path: String

  /// The pair's header, last to appear because readers open it first.
  private let headerFile: VolumeFile?
  private let imageFile: VolumeFile
  /// Labels in the file's byte order: a slice, or the whole volume.
  private let buffer: UnsafeMutableRawBufferPointer
  private var nextSlice = 0
  private var state = State.writing

  private enum State { case writing, finished, discarded }

  /// Starts a file at `path`, of the same kind as the scan's: `.nii`, `.nii.gz`, or `.hdr` (`.img`) for
  /// a scan that is a pair.
  ///
  /// - Throws: `FileError` if the folder can't be written, `VolumeError` if the name is of another
  ///   kind or memory is refused.
  public init(
    like scan: NIfTIVolume, path: String, type: LabelType, slicing: SliceOrientation = .upright,
    in files: any FileSystem = LocalFileSystem()
  ) throws {
    let isPair = scan.header.storage == .pair
    let expected =
      isPair ? "a name that ends in .hdr or .img" : "a name that ends in .nii or .nii.gz"
    guard let name = NIfTIFileName(path: path), isPair == (name.kind != .single) else {
      throw VolumeError(file: path, .doesNotFit(found: "the file's name", expected: expected))
    }
    self.scan = scan
    self.type = type
    grid = scan.header.grid(slicing)
    if isPair {
      self.path = name.partner(.header, gzipped: name.isGzipped)
      headerFile = try VolumeFile(path: self.path, gzipped: name.isGzipped, in: files)
      imageFile = try VolumeFile(
        path: name.partner(.image, gzipped: name.isGzipped), gzipped: name.isGzipped, in: files)
    } else {
      self.path = path
      headerFile = nil
      imageFile = try VolumeFile(path: path, gzipped: name.isGzipped, in: files)
    }
    let bytes = Self.residentBytes(scan.header, grid, type)
    guard let memory = calloc(bytes, 1) else {
      throw VolumeError(file: path, .outOfMemory(bytes: bytes))
    }
    // From here on `deinit` lets go of everything, also if this throws.
    buffer = UnsafeMutableRawBufferPointer(start: memory, count: bytes)
    try scan.header.labelHeader(type).withUnsafeBytes { try (headerFile ?? imageFile).write($0) }
  }

  deinit {
    discard()
    free(buffer.baseAddress)
  }

  /// Bytes held while writing, besides the planes handed in.
  public var residentBytes: Int { buffer.count }

  /// Bytes that a writer for such a scan holds.
  public static func residentBytes(
    _ header: NIfTIHeader, _ grid: SliceGrid, _ type: LabelType
  ) -> Int {
    header.voxelCount / (grid.slicesAreContiguous ? grid.slices : 1) * type.size
  }

  /// Writes slice `k`, `(rows, columns)` as `grid` says; slices come in increasing order.
  ///
  /// - Throws: `VolumeError` if the plane has another shape, a label doesn't fit the type or the slice
  ///   was passed already, `FileError` if the disk is full.
  public func write(slice k: Int, _ plane: Plane<UInt8>) throws { try append(k, plane) }

  /// Writes slice `k`, as above.
  public func write(slice k: Int, _ plane: Plane<UInt16>) throws { try append(k, plane) }

  private func append<Pixel: FixedWidthInteger>(_ k: Int, _ plane: Plane<Pixel>) throws {
    guard plane.rows == grid.rows, plane.columns == grid.columns else {
      throw VolumeError(
        file: path,
        .doesNotFit(
          found: "a plane of \(plane.rows)×\(plane.columns) labels",
          expected: "\(grid.rows)×\(grid.columns)"))
    }
    guard state == .writing, k >= nextSlice, k < grid.slices else {
      let allowed = state == .writing ? nextSlice..<grid.slices : grid.slices..<grid.slices
      throw VolumeError(file: path, .sliceOutOfOrder(slice: k, allowed: allowed))
    }
    let highest = plane.pixels.max() ?? 0
    guard Int(highest) <= type.maximum else {
      throw VolumeError(
        file: path,
        .doesNotFit(found: "label \(highest)", expected: "labels up to \(type.maximum)"))
    }
    if grid.slicesAreContiguous {
      try padStream(toSlice: k)
      scatter(plane, grid.layout(ofSlice: k, bufferBeginsAt: k))
      try imageFile.write(UnsafeRawBufferPointer(buffer))
    } else {
      scatter(plane, grid.layout(ofSlice: k, bufferBeginsAt: 0))
    }
    nextSlice = k + 1
  }

  /// Fills the rest with background and gives the file its name; nothing can be written afterwards.
  ///
  /// - Returns: the files that now have their names; none the second time.
  /// - Throws: `FileError` if the disk is full or the file can't be renamed; nothing is left then.
  @discardableResult
  public func finish() throws -> [PublishedFile] {
    guard state == .writing else { return [] }
    do {
      if grid.slicesAreContiguous {
        try padStream(toSlice: grid.slices)
      } else {
        try imageFile.write(UnsafeRawBufferPointer(buffer))
      }
      var published = [try imageFile.publish()]
      if let headerFile { published.append(try headerFile.publish()) }
      state = .finished
      return published
    } catch {
      discard()
      throw error
    }
  }

  /// Gives up: removes what was written. Does nothing after `finish()`.
  public func discard() {
    guard state == .writing else { return }
    state = .discarded
    imageFile.discard()
    headerFile?.discard()
  }

  private func padStream(toSlice k: Int) throws {
    guard nextSlice < k else { return }
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
    while nextSlice < k {
      try imageFile.write(UnsafeRawBufferPointer(buffer))
      nextSlice += 1
    }
  }

  private func scatter<Pixel: FixedWidthInteger>(_ plane: Plane<Pixel>, _ layout: PlaneLayout) {
    plane.pixels.withUnsafeBufferPointer { pixels in
      guard let from = pixels.baseAddress, let start = buffer.baseAddress else { return }
      switch type {
      case .uint8:
        let to = start.assumingMemoryBound(to: UInt8.self)
        layout.forEachRun { pixel, element, count, stride in
          for n in 0..<count {
            to[element + n &* stride] = UInt8(truncatingIfNeeded: from[pixel + n])
          }
        }
      case .uint16:
        let to = start.assumingMemoryBound(to: UInt16.self)
        let isLittle = scan.header.byteOrder == .little
        layout.forEachRun { pixel, element, count, stride in
          for n in 0..<count {
            let label = UInt16(truncatingIfNeeded: from[pixel + n])
            to[element + n &* stride] = isLittle ? label.littleEndian : label.bigEndian
          }
        }
      }
    }
  }
}
