import DurableFiles
import Testing

@testable import ZarrStore

/// Random damage, with the checksums made right again so that it gets past them: whatever happens,
/// reading throws or returns, and never traps or asks for absurd amounts of memory.
@Suite struct MutationTests {
  private let folder: TemporaryFolder
  private let layout = SliceLayout(dataType: .float32, sliceShape: [2, 3], slicesPerShard: 4)

  init() throws {
    folder = try TemporaryFolder()
    var random = SplitMix(seed: 21)
    try writeArray(
      folder("a"), layout, (0..<6).map { $0 == 2 ? nil : random.bytes(layout.sliceByteCount) })
  }

  private func readEverything() {
    guard let array = try? ZarrArray(path: folder("a")) else { return }
    _ = try? array.readAll(limit: 1 << 20)
    for z in 0..<min(array.sliceCount, 8) where array.sliceByteCount <= 1 << 20 {
      _ = try? array.slice(z)
    }
    if array.completion != nil { _ = try? array.verify() }
  }

  @Test func indexesWithRightChecksums() throws {
    let path = folder("a/c/0/0/0")
    let good = try bytes(of: path)
    let indexStart = good.count - (4 * 16 + 4)
    let odd: [UInt64] = [
      0, 1, 15, 16, UInt64(good.count), UInt64(good.count) + 1, 1 << 31, 1 << 40, 1 << 62,
      UInt64(Int.max), 1 << 63, .max - 1, .max,
    ]
    for word in 0..<8 {
      for value in odd {
        var words = Array(good[indexStart..<(good.count - 4)])
        words.replaceSubrange(word * 8..<word * 8 + 8, with: littleEndianBytes(value))
        let checksum = littleEndianBytes(CRC32C.checksum(of: words))
        try write(good[..<indexStart] + words + checksum, to: path)
        readEverything()
        let reader = try ShardFileReader(path: path, chunkCount: 4)
        for chunk in 0..<4 {
          if let range = try? reader.storedChunk(chunk)?.range {
            #expect(range.lowerBound >= 0 && range.upperBound <= indexStart)
          }
        }
      }
    }
  }

  @Test func framesWithRightChecksums() throws {
    let path = folder("a/c/0/0/0")
    let good = try bytes(of: path)
    let range = try #require(
      try ShardFileReader(path: path, chunkCount: 4).storedChunk(0)?.range)
    var random = SplitMix(seed: 22)
    var refused = 0
    for _ in 0..<3000 {
      var frame = Array(good[range].dropLast(4))
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let i = Int.random(in: 0..<min(frame.count, 16), using: &random)
        frame[i] = UInt8(truncatingIfNeeded: random.next())
      }
      let chunk = frame + littleEndianBytes(CRC32C.checksum(of: frame))
      try write(good[..<range.lowerBound] + chunk + good[range.upperBound...], to: path)
      do {
        let slice = try #require(try ZarrArray(path: folder("a")).slice(0))
        #expect(slice.count == layout.sliceByteCount)
      } catch is ZarrError {
        refused += 1
      }
    }
    #expect(refused > 1000)
  }

  @Test func metadataTokens() throws {
    let file = folder("a/zarr.json")
    let good = String(decoding: try bytes(of: file), as: UTF8.self)
    let tokens = good.split(omittingEmptySubsequences: false) { " ,:[]{}\n".contains($0) }
    let odd = [
      "0", "-1", "1", "7", "4096", "2147483648", "4294967296", "4611686018427387904",
      "9223372036854775807", "1e308", "1e999", "0.5", "null", "true", "\"\"", "\"zstd\"", "{}",
      "[]", "[1,1]", "\"sharding_indexed\"",
    ]
    for token in tokens where !token.isEmpty {
      for value in odd {
        try write(Array(good.replacingCharacters(in: token, with: value).utf8), to: file)
        readEverything()
      }
    }
  }

  @Test func metadataBytes() throws {
    let file = folder("a/zarr.json")
    let good = try bytes(of: file)
    var random = SplitMix(seed: 23)
    for _ in 0..<4000 {
      var bad = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let i = Int.random(in: bad.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bad[i] = UInt8(truncatingIfNeeded: random.next())
        case 1: bad.remove(at: i)
        default: bad.insert(bad[Int.random(in: bad.indices, using: &random)], at: i)
        }
      }
      try write(bad, to: file)
      readEverything()
    }
  }
}

extension String {
  fileprivate func replacingCharacters(in part: Substring, with text: String) -> String {
    self[..<part.startIndex] + text + self[part.endIndex...]
  }
}
