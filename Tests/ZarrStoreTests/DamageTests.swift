import DurableFiles
import Testing

@testable import ZarrStore

/// A small finished array that is damaged in every way, one at a time.
@Suite struct DamageTests {
  private let folder: TemporaryFolder
  private let slices: [[UInt8]?]
  private let shard: String

  init() throws {
    folder = try TemporaryFolder()
    var random = SplitMix(seed: 11)
    let layout = SliceLayout(
      dataType: .int16, sliceShape: [3, 5], slicesPerShard: 3, dimensionNames: ["z", "y", "x"])
    slices = [random.bytes(30), nil, random.bytes(30), random.bytes(30)]
    try writeArray(folder("a"), layout, slices, attributes: ["model": ["sha256": "00ff"]])
    shard = folder("a/c/0/0/0")
  }

  /// What can be told of the array: verified without a problem, or nothing.
  private func isVerified() -> Bool {
    guard let array = try? ZarrArray(path: folder("a")), let problems = try? array.verify() else {
      return false
    }
    return problems.isEmpty
  }

  /// The slices, `nil` if reading throws.
  private func contents() -> [[UInt8]?]? {
    guard let array = try? ZarrArray(path: folder("a")) else { return nil }
    return try? (0..<array.sliceCount).map { try array.slice($0) }
  }

  @Test func undamaged() {
    #expect(isVerified())
    #expect(contents() == slices)
  }

  @Test func everyBitOfAShard() throws {
    let good = try bytes(of: shard)
    for i in good.indices {
      for bit in 0..<8 {
        var bad = good
        bad[i] ^= 1 << bit
        try write(bad, to: shard)
        #expect(!isVerified(), "bit \(bit) of byte \(i)")
        if let contents = contents() { #expect(contents == slices, "byte \(i)") }
      }
    }
  }

  @Test func everyLengthOfAShard() throws {
    let good = try bytes(of: shard)
    for count in good.indices {
      try write(Array(good[..<count]), to: shard)
      #expect(!isVerified(), "\(count) bytes")
      #expect(contents() == nil, "\(count) bytes")
    }
    try write(good + [0], to: shard)
    #expect(!isVerified())
    #expect(contents() == nil)
  }

  @Test func everyByteOfTheMetadata() throws {
    let file = folder("a/zarr.json")
    let good = try bytes(of: file)
    let metadata = try ZarrArrayMetadata.parse(good, file: file)
    var harmless = 0
    for i in good.indices {
      for change: UInt8 in [0x01, 0x02, 0x04, 0x10, 0x20, 0x80] {
        var bad = good
        bad[i] ^= change
        try write(bad, to: file)
        guard isVerified() else { continue }
        // Only spacing may change unnoticed.
        harmless += 1
        #expect(try ZarrArray(path: folder("a")).metadata == metadata, "byte \(i) ^ \(change)")
        #expect(contents() == slices)
      }
    }
    #expect(harmless < good.count)
    for count in good.indices.dropLast() {
      try write(Array(good[..<count]), to: file)
      #expect(!isVerified(), "\(count) bytes")
    }
  }

  @Test func missingShardsAreNamed() throws {
    try LocalFileSystem().remove(shard)
    let array = try ZarrArray(path: folder("a"))
    #expect(
      try array.verify() == [ZarrProblem(file: shard, found: "no file", expected: "a shard")])
    // The format itself says fill values.
    #expect(try array.slice(0) == nil)
  }

  @Test func problemsSayWhere() throws {
    var bad = try bytes(of: shard)
    let second = try #require(
      try ShardFileReader(path: shard, chunkCount: 3).storedChunk(2)?.range)
    bad[second.lowerBound + 3] ^= 0x40
    try write(bad, to: shard)
    let problem = try #require(try ZarrArray(path: folder("a")).verify().first)
    #expect(problem.file == shard)
    #expect(problem.chunk == 2)
    #expect(problem.offset == second.lowerBound)
    #expect(problem.found.contains("CRC-32C"))
    #expect(problem.description.hasPrefix("\(shard), chunk 2, offset \(second.lowerBound): found"))
    let array = try ZarrArray(path: folder("a"))
    #expect(throws: ZarrError.damaged(problem)) { try array.slice(2) }
    #expect(try array.slice(0) == slices[0])
  }

  @Test func arrayWithoutItsRecord() throws {
    let file = folder("a/zarr.json")
    let text = String(decoding: try bytes(of: file), as: UTF8.self)
    try write(Array(text.replacing("\"sluice\"", with: "\"other\"").utf8), to: file)
    let array = try ZarrArray(path: folder("a"))
    #expect(try array.verify().map(\.file) == [file])
    #expect(try array.verify(record: .ifPresent) == [])
  }

  @Test func shardsSwapped() throws {
    let other = folder("a/c/1/0/0")
    let (first, second) = (try bytes(of: shard), try bytes(of: other))
    try write(first, to: other)
    try write(second, to: shard)
    #expect(!isVerified())
  }

  @Test func shardIsNoRegularFile() throws {
    try LocalFileSystem().remove(shard)
    try LocalFileSystem().makeFolder(shard)
    #expect(!isVerified())
    #expect(contents() == nil)
  }

  @Test func metadataChangedByAnotherProgramIsSaid() throws {
    let file = folder("a/zarr.json")
    let text = String(decoding: try bytes(of: file), as: UTF8.self)
    try write(Array(text.replacing("00ff", with: "00fe").utf8), to: file)
    let problems = try ZarrArray(path: folder("a")).verify()
    #expect(problems.count == 1)
    #expect(problems.first?.file == file)
    #expect(contents() == slices)
  }
}
