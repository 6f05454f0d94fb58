import CKernels
import DurableFiles
import Testing

@testable import ZarrStore

@Suite struct CRC32CTests {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  static let published: [([UInt8], UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283),
    (Array(repeating: 0, count: 32), 0x8A91_36AA),
    (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    ([], 0),
  ]

  @Test(arguments: published)
  func publishedValues(bytes: [UInt8], checksum: UInt32) {
    #expect(CRC32C.checksum(of: bytes) == checksum)
    #expect(ck_crc32c_portable(0, bytes, bytes.count) == checksum)
  }

  @Test func tablesAgreeWithInstructionsAtEveryLengthAndAlignment() {
    var random = SplitMix(seed: 1)
    let bytes = random.bytes(96)
    for start in 0..<16 {
      for end in start...bytes.count {
        let part = Array(bytes[start..<end])
        #expect(
          ck_crc32c(7, part, part.count) == ck_crc32c_portable(7, part, part.count))
      }
    }
  }

  /// Long ones are checked in three lanes that are joined afterwards.
  @Test func tablesAgreeWithInstructionsOnLongOnes() {
    var random = SplitMix(seed: 2)
    let bytes = random.bytes(20_000)
    bytes.withUnsafeBytes { all in
      for start in 0..<9 {
        for count in [6143, 6144, 6145, 6151, 12_287, 12_288, 18_500, 19_991] {
          let part = all.baseAddress! + start
          #expect(
            ck_crc32c(7, part, count) == ck_crc32c_portable(7, part, count),
            "\(count) bytes from \(start)")
        }
      }
    }
  }

  @Test func continues() {
    let bytes = Array("checksum in two steps".utf8)
    let first = ck_crc32c(0, bytes, 5)
    let both = bytes.withUnsafeBytes { ck_crc32c(first, $0.baseAddress! + 5, $0.count - 5) }
    #expect(both == CRC32C.checksum(of: bytes))
  }

  @Test func goesOnFromAKnownChecksum() {
    var random = SplitMix(seed: 3)
    let bytes = random.bytes(70_000)
    func checksum(_ range: Range<Int>) -> CRC32C {
      var checksum = CRC32C()
      bytes[range].withUnsafeBytes { checksum.update($0) }
      return checksum
    }
    for (start, end) in [(0, 0), (0, 1), (1, 1), (5, 6), (3, 300), (4_096, 8_192), (9, 70_000)] {
      var joined = checksum(0..<start)
      joined.append(checksum(start..<end), byteCount: end - start)
      #expect(joined == checksum(0..<end), "\(start)..<\(end)")
    }
  }
}
