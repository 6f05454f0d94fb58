import CNIfTI
import Foundation

/// Reads the slices of a volume in order, holding one at a time where the file's order allows it.
///
/// Where slices follow one another in the file they are streamed, and a slice that was passed can't be
/// had again; otherwise (`holdsWholeVolume`) the first slice reads all of them and any order will do.
/// Not for use by several tasks at once.
///
/// ```swift
/// let reader = try SliceReader(NIfTIVolume.open(path), slicing: .upright)
/// while let slice = try reader.next() { … }
/// try reader.finish()
/// ```
public final class SliceReader {
  public let volume: NIfTIVolume
  public let grid: SliceGrid
  /// The slice that `next()` gives.
  public private(set) var nextSlice = 0

  private let source: ByteSource
  private let conversion: VoxelConversion
  /// Stored voxels in native byte order: a slice, or the whole volume.
  private var buffer: UnsafeMutableRawBufferPointer?
  private var wholeVolumeIsRead = false

  /// More pixels than any slice of a scan has; a header that says so is wrong.
  static let largestSlice = 1 << 28

  /// Opens the file of voxels; nothing is allocated yet.
  ///
  /// - Throws: `VolumeError` if the file can't be read or a slice has more than 2²⁸ pixels.
  public init(_ volume: NIfTIVolume, slicing: SliceOrientation = .upright) throws {
    self.volume = volume
    grid = volume.header.grid(slicing)
    let (pixels, overflow) = grid.rows.multipliedReportingOverflow(by: grid.columns)
    guard !overflow, pixels <= Self.largestSlice else {
      throw VolumeError(
        file: volume.headerPath,
        .badHeader(
          field: "dim", found: "\(grid.rows)×\(grid.columns) pixels a slice",
          expected: "at most \(Self.largestSlice) pixels"))
    }
    conversion = VoxelConversion(
      dataType: volume.header.dataType, rescale: volume.header.rescale)
    source = try ByteSource(path: volume.imagePath)
    source.expectedContent = volume.header.voxelOffset + volume.header.voxelBytes
  }

  deinit { free(buffer?.baseAddress) }

  /// Whether all stored voxels are held, because slices don't lie one after the other.
  public var holdsWholeVolume: Bool { !grid.slicesAreContiguous }

  /// Bytes held from the first slice on, besides the planes handed out. Known before anything is read.
  public var residentBytes: Int { Self.residentBytes(volume.header, grid) }

  /// Bytes that a reader of such a volume holds.
  public static func residentBytes(_ header: NIfTIHeader, _ grid: SliceGrid) -> Int {
    grid.slicesAreContiguous ? header.voxelBytes / grid.slices : header.voxelBytes
  }

  /// The next slice in HU, or nil after the last.
  ///
  /// - Throws: `VolumeError` where the file is cut short or damaged.
  public func next() throws -> ScanSlice? {
    nextSlice < grid.slices ? try read(slice: nextSlice) : nil
  }

  /// Slice `k` in HU; slices before it are passed over.
  ///
  /// - Throws: `VolumeError` where the file is cut short or damaged, or the slice was passed already.
  public func read(slice k: Int) throws -> ScanSlice {
    let (voxels, layout) = try load(slice: k)
    return ScanSlice(index: k, raw: conversion.hounsfield(voxels, layout))
  }

  /// The next slice of a label volume, or nil after the last.
  ///
  /// - Throws: as `readLabels(slice:)`.
  public func nextLabels() throws -> Plane<UInt16>? {
    nextSlice < grid.slices ? try readLabels(slice: nextSlice) : nil
  }

  /// Slice `k` of a label volume; slices before it are passed over. Labels stored as floats, or scaled,
  /// are taken if they are whole numbers.
  ///
  /// - Throws: `VolumeError` where the file is damaged, the slice was passed already, or a voxel is no
  ///   whole number from 0 to 65535, naming it.
  public func readLabels(slice k: Int) throws -> Plane<UInt16> {
    let (voxels, layout) = try load(slice: k)
    let (plane, firstBad) = conversion.labels(voxels, layout)
    if let firstBad {
      let (row, column) = firstBad.pixel.quotientAndRemainder(dividingBy: grid.columns)
      throw VolumeError(
        file: volume.imagePath,
        .notALabel(
          value: firstBad.value,
          voxel: grid.voxel(PlaneIndex(row: row, column: column, slice: k))))
    }
    return plane
  }

  /// Reads on to the end of a gzipped file, so that damage anywhere in it is found. Call it once the
  /// last slice that matters has been read.
  ///
  /// - Throws: `VolumeError` where the file is cut short, damaged, or its checksum is wrong.
  public func finish() throws {
    if !wholeVolumeIsRead {
      let slices = holdsWholeVolume ? 0 : nextSlice
      let header = volume.header
      try skip(to: header.voxelOffset + header.voxelBytes / max(grid.slices, 1) * slices)
      try source.skip(header.voxelOffset + header.voxelBytes - source.position)
    }
    try source.verifyToEnd()
  }

  /// The voxels that hold slice `k`, and where its pixels lie in them.
  private func load(slice k: Int) throws -> (UnsafeRawPointer, PlaneLayout) {
    let first = holdsWholeVolume ? 0 : nextSlice
    guard k >= first, k < grid.slices else {
      throw VolumeError(
        file: volume.imagePath, .sliceOutOfOrder(slice: k, allowed: first..<grid.slices))
    }
    let buffer = try allocated()
    let header = volume.header
    if !holdsWholeVolume {
      try fill(buffer, from: header.voxelOffset + k * buffer.count)
    } else if !wholeVolumeIsRead {
      try fill(buffer, from: header.voxelOffset)
      wholeVolumeIsRead = true
    }
    nextSlice = k + 1
    let layout = grid.layout(ofSlice: k, bufferBeginsAt: holdsWholeVolume ? 0 : k)
    return (UnsafeRawPointer(buffer.baseAddress!), layout)
  }

  private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws {
    try skip(to: offset)
    try source.read(into: buffer)
    let size = volume.header.dataType.size
    if volume.header.byteOrder != .native && size > 1 {
      nifti_swap_Nbytes(Int64(buffer.count / size), Int32(size), buffer.baseAddress)
    }
  }

  private func skip(to offset: Int) throws {
    if offset > source.position { try source.skip(offset - source.position) }
  }

  /// `malloc`, because a refusal must be an error and not a crash: the size comes from a header.
  private func allocated() throws -> UnsafeMutableRawBufferPointer {
    if let buffer { return buffer }
    let bytes = residentBytes
    guard let memory = malloc(bytes) else {
      throw VolumeError(file: volume.imagePath, .outOfMemory(bytes: bytes))
    }
    let new = UnsafeMutableRawBufferPointer(start: memory, count: bytes)
    buffer = new
    return new
  }
}
