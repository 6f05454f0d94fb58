import DurableFiles
import Testing

@testable import ZarrStore

/// Layouts that this module reads but doesn't write.
@Suite struct ForeignLayoutTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func array(_ text: String) throws -> ZarrArray {
    try write(Array(text.utf8), to: folder("zarr.json"))
    return try ZarrArray(path: folder.path)
  }

  /// A chunk as the default codecs of `metadataText` store it.
  private func stored(_ raw: [UInt8]) throws -> [UInt8] {
    let encoder = ChunkEncoder(level: 3, chunkByteCount: raw.count)
    return try raw.withUnsafeBytes { bytes in
      try withExtendedLifetime(encoder) { Array(try encoder.encode(bytes, for: "").bytes) }
    }
  }

  @Test func indexAtTheStart() throws {
    let first = try stored(Array(0..<12))
    var index = ShardIndex(chunkCount: 2)
    index.set(1, offset: 36, length: first.count)
    let words = index.bytes
    let shard = words + littleEndianBytes(CRC32C.checksum(of: words)) + first
    try write(shard, to: folder("c/1/0/0"))
    let array = try array(metadataText(indexLocation: "\"start\"", fill: "258"))
    #expect(try array.slice(3) == Array(0..<12))
    #expect(try array.slice(2) == nil)
    #expect(try array.readAll() == Array(repeating: [2, 1], count: 18).flatMap { $0 } + (0..<12))
    #expect(try array.verify(record: .ifPresent) == [])
  }

  @Test func unshardedWithEdgeChunks() throws {
    // 3 x 5 elements in chunks of 2 x 3: the chunks at the edges are padded.
    let codecs = #"["bytes",{"name":"zstd","configuration":{"level":1}},"crc32c"]"#
    for (y, x, chunk) in [
      (0, 0, [0, 1, 2, 5, 6, 7]), (0, 1, [3, 4, 99, 8, 9, 99]), (1, 1, [13, 14, 99, 99, 99, 99]),
    ] as [(Int, Int, [UInt8])] {
      try write(try stored(chunk), to: folder("c/\(y)/\(x)"))
    }
    let array = try array(
      metadataText(
        shape: "[3,5]", dataType: "\"uint8\"", shard: "[2,3]", codecs: codecs, fill: "7"))
    #expect(try array.readAll() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 7, 7, 7, 13, 14])
    #expect(try array.slice(2) == [7, 7, 7, 13, 14])
    #expect(try array.read([1..<3, 2..<4]) == [7, 8, 7, 13])
    #expect(try array.verify(record: .ifPresent) == [])
  }

  @Test(arguments: [
    (#"["bytes"]"#, 0, false), (#"["bytes","crc32c"]"#, 1, false),
    (#"["bytes","crc32c","zstd"]"#, 1, true), (#"["bytes","crc32c","crc32c"]"#, 2, false),
  ])
  func otherOrdersOfCodecs(codecs: String, checksums: Int, compressed: Bool) throws {
    var chunk: [UInt8] = [1, 2, 3, 4, 5, 6]
    for _ in 0..<checksums { chunk += littleEndianBytes(CRC32C.checksum(of: chunk)) }
    if compressed { chunk = try Array(stored(chunk).dropLast(4)) }
    try write(chunk, to: folder("c/0/0"))
    let array = try array(
      metadataText(shape: "[2,3]", dataType: "\"uint8\"", shard: "[2,3]", codecs: codecs))
    #expect(try array.readAll() == [1, 2, 3, 4, 5, 6])
    chunk[0] ^= 1
    try write(chunk, to: folder("c/0/0"))
    if checksums > 0 { #expect(throws: ZarrError.self) { try array.readAll() } }
  }

  @Test func scalar() throws {
    try write([42], to: folder("c"))
    let array = try array(
      metadataText(shape: "[]", dataType: "\"uint8\"", shard: "[]", codecs: "[\"bytes\"]"))
    #expect(try array.readAll() == [42])
    #expect(try array.slice(0) == [42])
    #expect(try array.verify(record: .ifPresent) == [])
  }

  @Test func hugeButEmptyArrayCostsNothing() throws {
    let array = try array(
      metadataText(shape: "[1000000000000,2,3]", fill: "-1"))
    #expect(try array.slice(999_999_999_999) == nil)
    #expect(try array.read([5..<6, 0..<2, 0..<3]) == Array(repeating: 255, count: 12))
    #expect(throws: ZarrError.self) { try array.readAll() }
    #expect(throws: ZarrError.self) { try array.verify(record: .ifPresent) }
  }

  @Test func smallFileCannotAskForALargeChunk() throws {
    // 1 GiB of chunk from a 40-byte file: refused before room for it is made.
    try write(Array(repeating: 0, count: 40), to: folder("c/0"))
    let array = try array(
      metadataText(
        shape: "[1073741824]", dataType: "\"uint8\"", shard: "[1073741824]",
        codecs: #"["bytes","zstd"]"#))
    let error = #expect(throws: ZarrError.self) { try array.chunk(at: [0]) }
    #expect(error?.description.contains("enough for a chunk of 1073741824") == true)
    #expect(try array.verify(record: .ifPresent).count == 1)
  }
}
