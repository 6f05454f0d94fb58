/// A Zarr v3 array on disk, for reading; sharded or not. Any number of threads may read at a time.
public final class ZarrArray: Sendable {
  /// The array's folder.
  public let path: String
  /// What `zarr.json` says, checked.
  public let metadata: ZarrArrayMetadata
  /// What the writer said when it finished; `nil` for arrays that other programs wrote.
  public let completion: CompletionRecord?
  let files: ChunkFiles

  /// Opens the array in folder `path`.
  ///
  /// Throws when `zarr.json` is missing, damaged or asks for what isn't supported here. Chunk files
  /// are opened when they are read.
  public init(path: String) throws {
    self.path = path
    let file = Self.metadataPath(path)
    metadata = try .parse(try Self.metadataBytes(file), file: file)
    completion = CompletionRecord(metadata.attributes)
    files = ChunkFiles(folder: path, metadata: metadata)
  }

  static func metadataPath(_ folder: String) -> String { "\(folder)/zarr.json" }

  static func metadataBytes(_ file: String) throws -> [UInt8] {
    try File.open(file).readAll(limit: 16 << 20)
  }

  /// Extents of the array, outermost first, for example `(Z, C, H, W)`.
  public var shape: [Int] { metadata.shape }
  /// The type of the elements.
  public var dataType: DataType { metadata.dataType }
  /// What the writer noted about the array: provenance.
  public var attributes: [String: JSONValue] { metadata.attributes }

  /// One chunk, little endian, padded to full size at the array's edges; `nil` when it is absent.
  ///
  /// - Parameter coordinates: in the grid of (inner) chunks.
  public func chunk(at coordinates: [Int]) throws -> [UInt8]? {
    let grid = metadata.chunkGrid
    guard coordinates.count == grid.count,
      zip(coordinates, grid).allSatisfy({ $0 >= 0 && $0 < $1 })
    else {
      throw ZarrError.request(
        path: path, asked: "chunk \(coordinates)", possible: "a chunk within the grid \(grid)")
    }
    guard let stored = try files.storedChunk(coordinates) else { return nil }
    let byteCount = metadata.chunkByteCount
    try stored.requirePossible(byteCount, by: metadata.codecs)
    return try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      let room = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: byteCount)
      try files.decode(stored, into: room)
      count = byteCount
    }
  }

  /// A box of elements, row-major and little endian; what is absent reads as the fill value.
  ///
  /// - Parameters:
  ///   - ranges: one for each dimension, within the array.
  ///   - limit: the most bytes to make room for; larger boxes throw.
  public func read(_ ranges: [Range<Int>], limit: Int = 4 << 30) throws -> [UInt8] {
    guard ranges.count == shape.count,
      zip(ranges, shape).allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= $1 })
    else {
      throw ZarrError.request(
        path: path, asked: "elements \(ranges)", possible: "elements within \(shape)")
    }
    let byteCount = ranges.map(\.count).reduce(dataType.byteCount, *)
    guard byteCount <= limit else {
      throw ZarrError.request(
        path: path, asked: "\(byteCount) bytes at once", possible: "at most \(limit)")
    }
    return try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      let room = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: byteCount)
      _ = try read(ranges, into: room)
      count = byteCount
    }
  }

  /// The whole array, row-major and little endian.
  public func readAll(limit: Int = 4 << 30) throws -> [UInt8] {
    try read(shape.map { 0..<$0 }, limit: limit)
  }

  /// Reads a box of elements into `room`, which is as large.
  ///
  /// - Returns: how many chunks were there.
  func read(_ ranges: [Range<Int>], into room: UnsafeMutableRawBufferPointer) throws -> Int {
    let chunkShape = metadata.chunkShape
    let extent = ranges.map(\.count)
    let blocks = BlockCopy(
      elementByteCount: dataType.byteCount, sourceShape: chunkShape, targetShape: extent)
    var present = 0
    let scratch = ChunkScratch(byteCount: metadata.chunkByteCount)
    let chunks = zip(ranges, chunkShape).map { range, chunk in
      range.isEmpty ? 0..<0 : range.lowerBound / chunk..<(range.upperBound - 1) / chunk + 1
    }
    try Extents.forEach(in: chunks) { coordinates in
      let origin = zip(coordinates, chunkShape).map(*)
      // A chunk's far end may lie beyond Int.max, so overlaps are found without adding to it.
      let overlap = ranges.indices.map { d in
        let low = max(ranges[d].lowerBound, origin[d])
        return low..<low + min(ranges[d].upperBound - low, chunkShape[d] - (low - origin[d]))
      }
      let part = overlap.map(\.count)
      let target = zip(overlap, ranges).map { $0.lowerBound - $1.lowerBound }
      guard let stored = try files.storedChunk(coordinates) else {
        blocks.fill(part, of: room, at: target, with: metadata.fillValue.bytes)
        return
      }
      present += 1
      if part == chunkShape && part == extent {
        try files.decode(stored, into: room)
        return
      }
      try stored.requirePossible(metadata.chunkByteCount, by: metadata.codecs)
      try files.decode(stored, into: scratch.room)
      blocks.copy(
        part, from: UnsafeRawBufferPointer(scratch.room),
        at: zip(overlap, origin).map { $0.lowerBound - $1 }, to: room, at: target)
    }
    return present
  }
}
