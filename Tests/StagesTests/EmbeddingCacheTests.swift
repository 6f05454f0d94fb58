import Foundation
import Testing

@testable import Stages

struct EmbeddingCacheTests {
  let folder: TestFolder

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
      try put("cache/aa/key/\(name).shard", bytes: 100, hoursAgo: hours)
    }
    try put("cache/aa/key/.9.shard.0123ABCD.partial", bytes: 100, hoursAgo: 30)
    // Another process may be writing it.
    try put("cache/aa/key/.8.shard.4567CDEF.partial", bytes: 100, hoursAgo: 1)
    _ = try EmbeddingCache(path: folder.file("cache"), limit: 1000)
    let all = (0...4).map { "\($0).shard" }
    #expect(folder.names(in: "cache/aa/key") == [".8.shard.4567CDEF.partial"] + all)
    // 500 bytes are more than 450: until a tenth of those is free.
    _ = try EmbeddingCache(path: folder.file("cache"), limit: 450)
    #expect(
      folder.names(in: "cache/aa/key")
        == [".8.shard.4567CDEF.partial", "1.shard", "2.shard", "3.shard", "4.shard"])
    _ = try EmbeddingCache(path: folder.file("cache"), limit: 250)
    #expect(
      folder.names(in: "cache/aa/key") == [".8.shard.4567CDEF.partial", "1.shard", "3.shard"])
  }
}
