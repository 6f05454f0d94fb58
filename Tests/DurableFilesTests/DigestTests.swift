import Foundation
import Testing

@testable import DurableFiles

@Suite struct DigestTests {
  /// Examples of NIST's "SHA-256" sheet and FIPS 180-2 appendix B.3.
  @Test(arguments: [
    (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func runsOfTheLetterA(count: Int, digest: String) throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
    let folder = try TestFolder()
    #expect(Digest.sha256(of: bytes) == digest)
    try Data(bytes).write(to: URL(fileURLWithPath: folder("file")))
    #expect(try Digest.sha256(ofFile: folder("file")) == digest)
  }

  @Test func theExampleABC() {
    #expect(
      Digest.sha256(of: Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func filesLargerThanTheBufferAgreeWithTheirBytes() throws {
    let folder = try TestFolder()
    let bytes = (0..<2_500_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Data(bytes).write(to: URL(fileURLWithPath: folder("file")))
    #expect(try Digest.sha256(ofFile: folder("file")) == Digest.sha256(of: bytes))
  }

  @Test func anAbsentFileIsAnError() {
    #expect(throws: FileError.self) { try Digest.sha256(ofFile: "/no/such/file") }
  }
}
