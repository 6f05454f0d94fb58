import DurableFiles
import Testing

@testable import ZarrStore

@Suite struct WriterTests {
  private let folder: TemporaryFolder
  private let layout = SliceLayout(dataType: .uint8, sliceShape: [2, 2], slicesPerShard: 2)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func slice(_ z: Int) -> [UInt8] { (0..<4).map { UInt8(z * 4 + $0) } }

  @Test func publishesShardsAsTheyFillAndMetadataLast() throws {
    let writer = try ZarrArrayWriter(path: folder("a"), layout: layout)
    #expect(try writer.write(0, slice(0)) == [])
    #expect(files(below: folder("a")) == ["c/0/0/.0.partial"])
    let receipts = try writer.write(1, slice(1))
    #expect(receipts.map(\.shard) == [0])
    #expect(files(below: folder("a")) == ["c/0/0/0"])
    // Slices 2 to 5 are skipped: the shards of nothing but absent chunks exist as well.
    #expect(try writer.write(6, slice(6)).map(\.shard) == [1, 2])
    #expect(
      files(below: folder("a")) == ["c/0/0/0", "c/1/0/0", "c/2/0/0", "c/3/0/.0.partial"])
    #expect(try writer.finish(attributes: ["case": "spleen_001"]).shards.map(\.shard) == [3])
    #expect(
      files(below: folder("a"))
        == ["c/0/0/0", "c/1/0/0", "c/2/0/0", "c/3/0/0", "zarr.json"])
    let array = try ZarrArray(path: folder("a"))
    #expect(array.shape == [7, 2, 2])
    #expect(array.attributes["case"] == "spleen_001")
    #expect(array.completion?.absent == [2, 3, 4, 5])
  }

  @Test func abandonedWriterLeavesNoArrayAndNoTemporaryFile() throws {
    do {
      let writer = try ZarrArrayWriter(path: folder("a"), layout: layout)
      for z in 0..<3 { try writer.write(z, slice(z)) }
    }
    #expect(files(below: folder("a")) == ["c/0/0/0"])
    #expect(throws: ZarrError.self) { try ZarrArray(path: folder("a")) }
    #expect(try ZarrGroup.arrays(beneath: folder.path) == [])
  }

  @Test func discardRemovesEverything() throws {
    let writer = try ZarrArrayWriter(path: folder("a"), layout: layout)
    for z in 0..<3 { try writer.write(z, slice(z)) }
    try writer.discard()
    #expect(files(below: folder.path) == [])
    #expect(!FilePath.exists(folder("a")))
    #expect(throws: ZarrError.self) { try writer.write(3, slice(3)) }
    #expect(throws: ZarrError.self) { try writer.finish() }
  }

  @Test(arguments: 0...4)
  func goesOnFromKeptShardsWithTheSameBytes(kept: Int) throws {
    let present = [1, 2, 5, 8]
    let whole = try ZarrArrayWriter(path: folder("whole"), layout: layout)
    for z in present { try whole.write(z, slice(z)) }
    try whole.finish(sliceCount: 9, attributes: ["k": 1])

    let again = folder("again")
    do {
      let killed = try ZarrArrayWriter(path: again, layout: layout)
      for z in present { try killed.write(z, slice(z)) }
    }
    try write([1, 2, 3], to: "\(again)/c/4/0/.0.partial")
    let resumed = try ZarrArrayWriter(path: again, layout: layout, keptShards: kept)
    if kept > 0 {
      #expect(throws: ZarrError.self) { try resumed.write(kept * 2 - 1, slice(0)) }
    }
    for z in present where z >= kept * 2 { try resumed.write(z, slice(z)) }
    try resumed.finish(sliceCount: 9, attributes: ["k": 1])

    #expect(files(below: again) == files(below: folder("whole")))
    for name in files(below: again) {
      #expect(
        try bytes(of: "\(again)/\(name)") == bytes(of: "\(folder("whole"))/\(name)"), "\(name)")
    }
  }

  @Test func keptShardsMustBeWhole() throws {
    try writeArray(folder("a"), layout, (0..<6).map(slice))
    try write([0, 1, 2], to: folder("a/c/1/0/0"))
    #expect(throws: ZarrError.self) {
      try ZarrArrayWriter(path: folder("a"), layout: layout, existing: .replace, keptShards: 2)
    }
    #expect(throws: ZarrError.self) {
      try ZarrArrayWriter(path: folder("b"), layout: layout, keptShards: 1)
    }
  }

  @Test func keptShardsBeyondTheEndAreRemoved() throws {
    try writeArray(folder("a"), layout, [slice(0), nil, nil, nil, nil, nil])
    let writer = try ZarrArrayWriter(
      path: folder("a"), layout: layout, existing: .replace, keptShards: 3)
    try writer.finish()
    #expect(files(below: folder("a")) == ["c/0/0/0", "zarr.json"])
    #expect(try ZarrArray(path: folder("a")).verify() == [])
  }

  @Test func refusesOrReplacesWhatIsThere() throws {
    try writeArray(folder("a"), layout, (0..<6).map(slice))
    #expect(throws: ZarrError.exists(path: folder("a"))) {
      try ZarrArrayWriter(path: folder("a"), layout: layout)
    }
    #expect(try ZarrArray(path: folder("a")).verify() == [])
    let writer = try ZarrArrayWriter(path: folder("a"), layout: layout, existing: .replace)
    // No array any more, but its shards are there until others take their places.
    #expect(files(below: folder("a")) == ["c/0/0/0", "c/1/0/0", "c/2/0/0"])
    try writer.write(0, slice(9))
    try writer.finish()
    #expect(files(below: folder("a")) == ["c/0/0/0", "zarr.json"])
    #expect(try ZarrArray(path: folder("a")).readAll() == slice(9))

    _ = try ZarrGroup.create(folder("g"))
    #expect(throws: ZarrError.self) {
      try ZarrArrayWriter(path: folder("g"), layout: layout, existing: .replace)
    }
  }

  @Test func refusesWrongSlicesAndGoesOn() throws {
    var layout = layout
    layout.sliceCount = 4
    let writer = try ZarrArrayWriter(path: folder("a"), layout: layout)
    try writer.write(1, slice(1))
    #expect(throws: ZarrError.self) { try writer.write(1, slice(1)) }
    #expect(throws: ZarrError.self) { try writer.write(0, slice(0)) }
    #expect(throws: ZarrError.self) { try writer.write(-1, slice(0)) }
    #expect(throws: ZarrError.self) { try writer.write(4, slice(4)) }
    #expect(throws: ZarrError.self) { try writer.write(2, [UInt8(1), 2, 3]) }
    #expect(throws: ZarrError.self) { try writer.write(2, [Int8(1), 2, 3, 4]) }
    #expect(throws: ZarrError.self) { try writer.finish(sliceCount: 5) }
    #expect(throws: ZarrError.self) { try writer.finish(attributes: ["sluice": 1]) }
    try writer.write(2, slice(2))
    try writer.finish()
    #expect(throws: ZarrError.self) { try writer.finish() }
    #expect(
      try ZarrArray(path: folder("a")).readAll()
        == [0, 0, 0, 0] + slice(1) + slice(2) + [0, 0, 0, 0])
  }

  @Test func refusesImpossibleLayouts() {
    var layouts = [layout, layout, layout, layout, layout, layout]
    layouts[0].sliceShape = [0, 2]
    layouts[1].sliceShape = [Int.max, 2]
    layouts[2].slicesPerShard = 0
    layouts[3].compressionLevel = 0
    layouts[4].sliceCount = -1
    layouts[5].dimensionNames = ["z"]
    for layout in layouts {
      #expect(throws: ZarrError.self) { try ZarrArrayWriter(path: folder("a"), layout: layout) }
    }
    for name in ["__a", "..", "."] {
      #expect(throws: ZarrError.self) { try ZarrArrayWriter(path: folder(name), layout: layout) }
    }
    #expect(files(below: folder.path) == [])
  }

  @Test func saysWhereItCannotWrite() throws {
    try write([], to: folder("file"))
    let writer = try ZarrArrayWriter(path: folder("file/a"), layout: layout)
    let error = #expect(throws: FileError.self) { try writer.write(0, slice(0)) }
    #expect(error?.description.contains("Not a directory") == true, "\(String(describing: error))")
    #expect(throws: ZarrError.self) { try writer.write(0, slice(0)) }
  }

  @Test func receiptsAreThoseOfTheFiles() throws {
    let receipts = try writeArray(folder("a"), layout, (0..<5).map(slice))
    #expect(receipts.map(\.shard) == [0, 1, 2])
    for receipt in receipts {
      let path = folder("a/\(layout.shardKey(receipt.shard))")
      let reader = try ShardFileReader(path: path, chunkCount: 2)
      #expect(reader.path == path)
      #expect(receipt.file.path == path)
      #expect(try bytes(of: path).count == receipt.file.length)
      #expect(receipt.file.damage(.full) == nil)
    }
    let last = folder("a/\(layout.shardKey(2))")
    #expect(try ShardFileReader(path: last, chunkCount: 2).index.present == [0])
    try write([1, 2, 3], to: folder("a/\(layout.shardKey(1))"))
    #expect(receipts.map { $0.file.damage(.quick) == nil } == [true, false, true])
  }

  @Test func shardTakesChunksInAnyOrder() throws {
    let writer = try ShardFileWriter(path: folder("s"), chunkCount: 3)
    for chunk in [2, 0] {
      try [UInt8(chunk), 7].withUnsafeBytes { try writer.append(chunk, encoded($0)) }
    }
    #expect(throws: ZarrError.self) {
      try [UInt8(1)].withUnsafeBytes { try writer.append(2, encoded($0)) }
    }
    #expect(throws: ZarrError.self) {
      try [UInt8(1)].withUnsafeBytes { try writer.append(3, encoded($0)) }
    }
    let receipt = try writer.finish(shard: 0)
    #expect(receipt.file.length == 4 + 3 * 16 + 4)
    let reader = try ShardFileReader(path: folder("s"), chunkCount: 3)
    #expect(reader.index.present == [0, 2])
    #expect(try reader.storedChunk(0)?.range == 2..<4)
    #expect(try reader.storedChunk(1) == nil)
  }

  @Test(arguments: [1, 3, 9, 19])
  func scratchIsNoMoreThanSaid(level: Int) throws {
    // 4 MiB: beyond that, zstd's tables grow no further at levels up to 12.
    let byteCount = 4 << 20
    let encoder = ChunkEncoder(level: level, chunkByteCount: byteCount)
    var random = SplitMix(seed: 9)
    let stored = try random.bytes(byteCount).withUnsafeBytes {
      try encoder.encode($0, for: "").bytes.count
    }
    #expect(stored < byteCount)
    let said = ChunkEncoder.scratchByteCount(level: level, chunkByteCount: byteCount)
    #expect(encoder.heldByteCount <= said, "\(encoder.heldByteCount)")
    #expect(encoder.heldByteCount > said / 16, "\(encoder.heldByteCount)")
  }

  @Test func choosesShardsOfAbout64MiB() {
    func count(_ bytes: Int, _ slices: Int?) -> Int {
      SliceLayout.slicesPerShard(sliceByteCount: bytes, sliceCount: slices)
    }
    #expect(count(2 << 20, nil) == 32)
    #expect(count(2 << 20, 20) == 20)
    #expect(count(256 << 10, nil) == 256)
    #expect(count(300 << 20, nil) == 1)
    #expect(count(16, nil) == 4096)
    #expect(count(2 << 20, 0) == 1)
  }
}
