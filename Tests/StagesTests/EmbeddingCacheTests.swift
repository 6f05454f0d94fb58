import DurableFiles
import DurableFilesTesting
import Foundation
import Testing
import ZarrStore

@testable import Dataflow
@testable import Stages

struct EmbeddingCacheTests {
  let folder: TestFolder

  private static let key = "aa" + String(repeating: "0", count: 30)

  init() throws {
    folder = try TestFolder()
  }

  /// Writes a file of so many bytes, used last so many hours ago.
  private func put(_ name: String, bytes: Int, hoursAgo: Double) throws {
    let path = try folder.write([UInt8](repeating: 1, count: bytes), name)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3600 * hoursAgo)], ofItemAtPath: path)
  }

  @Test("A cache that is opened keeps to its limit, and removes what was left unfinished")
  func evicts() throws {
    for (name, hours) in [("0", 5.0), ("1", 1), ("2", 4), ("3", 2), ("4", 3)] {
      try put("cache/aa/\(Self.key)/\(name).shard", bytes: 100, hoursAgo: hours)
    }
    try put("cache/aa/\(Self.key)/.9.shard.0123ABCD.partial", bytes: 100, hoursAgo: 30)
    // Another process may be writing it.
    try put("cache/aa/\(Self.key)/.8.shard.4567CDEF.partial", bytes: 100, hoursAgo: 1)
    _ = try EmbeddingCache(path: folder.file("cache"), limit: 1000)
    let all = (0...4).map { "\($0).shard" }
    #expect(folder.names(in: "cache/aa/\(Self.key)") == [".8.shard.4567CDEF.partial"] + all)
    // 500 bytes are more than 450: until a tenth of those is free.
    _ = try EmbeddingCache(path: folder.file("cache"), limit: 450)
    #expect(
      folder.names(in: "cache/aa/\(Self.key)")
        == [".8.shard.4567CDEF.partial", "1.shard", "2.shard", "3.shard", "4.shard"])
    _ = try EmbeddingCache(path: folder.file("cache"), limit: 250)
    #expect(
      folder.names(in: "cache/aa/\(Self.key)") == [
        ".8.shard.4567CDEF.partial", "1.shard", "3.shard",
      ])
  }

  private static let layout = SliceLayout.embeddings(
    shape: [2, 3, 4], slices: 1, precision: .float32)

  private static func values(_ first: Float) -> SliceEmbedding.Values {
    .float32((0..<24).map { first + Float($0) })
  }

  @Test("An entry that was copied to another's name is not believed")
  func entriesKnowTheirNames() throws {
    let cache = try EmbeddingCache(path: folder.file("cache"), limit: 1 << 20)
    let (key, other) = (UnitKey(of: ["one"]), UnitKey(of: ["other"]))
    cache.keep(Self.values(1), of: 3, key: key)
    cache.keep(Self.values(2), of: 3, key: other)
    cache.keep(Self.values(3), of: 4, key: key)
    func first(_ slice: Int, _ key: UnitKey) -> Float? {
      guard case .float32(let numbers) = cache.values(of: slice, Self.layout, key: key) else {
        return nil
      }
      return numbers.first
    }
    #expect(first(3, key) == 1 && first(3, other) == 2 && first(4, key) == 3)
    func path(_ slice: Int, _ key: UnitKey) -> String {
      folder.file("cache/\(CacheEntries.name(key, slice))")
    }
    for wrong in [path(3, other), path(4, key)] {
      let right = try Data(contentsOf: URL(fileURLWithPath: path(3, key)))
      try right.write(to: URL(fileURLWithPath: wrong))
    }
    #expect(first(3, key) == 1 && first(3, other) == nil && first(4, key) == nil)
    // And is not there to be asked again.
    #expect(!FilePath.exists(path(3, other)))
  }

  @Test("A folder of something else is refused and stays as it is")
  func foldersOfOthers() throws {
    for name in ["imagesTr", "run.json", "x.shard"] {
      try put("other-\(name)/\(name)", bytes: 10, hoursAgo: 1)
      let error = #expect(throws: CacheFolderError.self) {
        try EmbeddingCache(path: folder.file("other-\(name)"), limit: 1)
      }
      #expect("\(try #require(error))".contains("it holds \"\(name)\""))
      #expect(folder.names(in: "other-\(name)") == [name])
    }
    // Something that somebody put into a cache doesn't keep it from being one.
    _ = try EmbeddingCache(path: folder.file("tagged"), limit: 1 << 20)
    try put("tagged/notes.txt", bytes: 10, hoursAgo: 1)
    _ = try EmbeddingCache(path: folder.file("tagged"), limit: 1)
    #expect(folder.names(in: "tagged").contains("notes.txt"))
    // Beneath a cache, what is no entry is nobody's to remove.
    try put("cache/.DS_Store", bytes: 10, hoursAgo: 1)
    try put("cache/ab/notes.shard", bytes: 10, hoursAgo: 1)
    try put("cache/aa/\(Self.key)/mine.shard", bytes: 10, hoursAgo: 1)
    try put("cache/ab/cd/1.shard", bytes: 10, hoursAgo: 1)
    _ = try EmbeddingCache(path: folder.file("cache"), limit: 1)
    #expect(folder.names(in: "cache/ab") == ["cd", "notes.shard"])
    #expect(folder.names(in: "cache/aa/\(Self.key)") == ["mine.shard"])
    #expect(folder.names(in: "cache/ab/cd") == ["1.shard"])
  }

  @Test("A cache that takes nothing says so once")
  func warns() throws {
    let said = RecordedLog()
    let cache = try EmbeddingCache(
      path: folder.file("cache"), limit: 1 << 20,
      files: FaultyFileSystem(.from(0), of: [.write], code: ENOSPC), warn: { said.add($0) })
    for slice in 0..<3 { cache.keep(Self.values(0), of: slice, key: UnitKey(of: ["one"])) }
    #expect(said.messages.count == 1)
    #expect(said.messages.first?.contains("takes nothing more") == true)
  }
}
