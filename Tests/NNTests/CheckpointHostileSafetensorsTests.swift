import NN
import Testing

@Suite struct CheckpointHostileSafetensorsTests {
  /// Opens a file of this header and so many bytes of data.
  private func message(
    _ header: String, data: Int = 8, length: UInt64? = nil
  ) throws -> String {
    let folder = try TemporaryFolder()
    let text = Array(header.utf8)
    let path = try folder.write(
      little(length ?? UInt64(text.count)) + text + [UInt8](repeating: 0, count: data))
    return errorText { _ = try Checkpoint.open(path) }
  }

  private static let valid = #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#

  private static let validHeaders: [String] = [
    valid,
    valid + "   ",
    #"{"__metadata__":{"a":"b","ü\n":"\ud83d\ude00"},"w":{"dtype":"F32","shape":[2],"#
      + #""data_offsets":[0,8]}}"#,
    #"{ "w" : { "shape" : [ 2 , 1 ] , "dtype" : "F32" , "data_offsets" : [ 0 , 8 ] } }"#,
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":[{"x":-1.5e3},null,true]}}"#,
    #"{"b":{"dtype":"U8","shape":[3],"data_offsets":[5,8]},"#
      + #""a":{"dtype":"BOOL","shape":[5],"data_offsets":[0,5]},"#
      + #""e":{"dtype":"F64","shape":[0],"data_offsets":[5,5]}}"#,
    #"{"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F4","shape":[16],"data_offsets":[0,8]}}"#,
  ]

  @Test(arguments: validHeaders)
  func validHeadersAreRead(_ header: String) throws {
    #expect(try message(header) == "")
  }

  private static let brokenHeaders: [(String, String)] = [
    (
      #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"#
        + #""data_offsets":[0,8]}}"#, "“w” twice"
    ),
    (#"{"w":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "“dtype” twice"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "where the tensor before"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "where the tensor before"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "where the tensor before"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "where the last tensor ends"),
    (#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, "at most the 8 left"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "12 bytes for [3]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "data_offsets [8, 0]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}"#, "at most 2 numbers"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "missing fields"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "missing fields"),
    (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, "missing fields"),
    (#"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#, "dtype “F33”"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "a non-negative integer"),
    (#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, "a non-negative integer"),
    (#"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#, "a non-negative integer"),
    (#"{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"#, "“[”"),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"#
        + #""data_offsets":[0,8]}}"#, "whole number of bytes"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4,0],"data_offsets":[0,0]}}"#,
      "whole number of bytes"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]}}"#,
      "beyond 2^63"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[9223372036854775799,9223372036854775807]}}"#,
      "offsets inside the file"
    ),
    (#"{"a":{"dtype":"F6_E2M3","shape":[3],"data_offsets":[0,2]}}"#, "whole number of bytes"),
    (#"{"__metadata__":{"a":1}}"#, "“\"”"),
    (#"{"__metadata__":{"a":"1","a":"2"}}"#, "“a” twice"),
    (#"{"__metadata__":[]}"#, "“{”"),
    (#"{"a":[]}"#, "“{”"),
    (#"{"a":{}}"#, "missing fields"),
    (valid + "x", "nothing after the object"),
    (valid + "{}", "nothing after the object"),
    (#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},}"#, "“\"”"),
    (#"{"w":{"dtype":"F32","shape":[2,],"data_offsets":[0,8]}}"#, "a non-negative integer"),
    (#"{"w"#, "the end"),
    ("{", "the end"),
    (#"{"\x":{}}"#, "a wrong escape"),
    (#"{"\ud800":{}}"#, "a wrong escape"),
    (#"{"\u12":{}}"#, "hexadecimal"),
    ("{\"a\nb\":{}}", "control character"),
    (#"{"a":{"x":01}}"#, "a JSON value"),
    (#"{"a":{"x":-}}"#, "a JSON value"),
    (#"{"a":{"x":1.}}"#, "a digit"),
    (#"{"a":{"x":nul}}"#, "“null”"),
    (#"{"a":{"x":"# + String(repeating: "[", count: 100_000), "deeper nesting"),
    (
      #"{"a":{"dtype":"U8","shape":["# + String(repeating: "1,", count: 100_000) + "1]}}",
      "at most 64 numbers"
    ),
  ]

  @Test(arguments: brokenHeaders)
  func brokenHeadersAreRefused(_ header: String, _ words: String) throws {
    let found = try message(header)
    #expect(found.contains(words), "\(found)")
  }

  @Test(arguments: [UInt64.max, UInt64(1) << 63, 100_000_001, 63])
  func headerLengthsThatLieAreRefused(_ length: UInt64) throws {
    let found = try message(Self.valid, length: length)
    #expect(found.contains("header length: found \(length) bytes"), "\(found)")
  }

  @Test func headersMustBeUTF8() throws {
    let folder = try TemporaryFolder()
    var text = Array(Self.valid.utf8)
    text[2] = 0xFF
    let path = try folder.write(
      little(UInt64(text.count)) + text + [UInt8](repeating: 0, count: 8))
    #expect(errorText { _ = try Checkpoint.open(path) }.contains("UTF-8"))
  }

  @Test func everyTruncationIsAnError() throws {
    let folder = try TemporaryFolder()
    let whole = try CheckpointFixtures.bytes(CheckpointFixtures.committed("kinds.safetensors"))
    for length in 0..<whole.count {
      let path = try folder.write(Array(whole[..<length]))
      #expect(throws: CheckpointError.self, "\(length) bytes") { try Checkpoint.open(path) }
    }
  }

  private static let strangers: [([UInt8], String)] = [
    ([UInt8](), "an empty or cut file (0 bytes)"),
    (Array("<!DOCTYPE html><html>".utf8), "a web page"),
    (Array("version https://git-lfs.github.com/spec/v1".utf8), "a Git LFS pointer"),
    ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0], "gzip"),
    ([0x89] + Array("HDF\r\n\u{1A}\n12345".utf8), "an HDF5 file"),
    ([0x80, 4] + [UInt8](repeating: 0, count: 20), "a bare pickle"),
    ([UInt8](repeating: 0, count: 257) + Array("ustar".utf8), "a tar archive"),
    ([UInt8](repeating: 0, count: 600), "data that starts with 00 00"),
  ]

  @Test(arguments: strangers)
  func otherFilesAreRecognised(_ bytes: [UInt8], _ words: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes)
    let found = errorText { _ = try Checkpoint.open(path) }
    #expect(found.contains(words), "\(found)")
  }

  @Test func foldersAndAbsentFilesAreErrors() throws {
    let folder = try TemporaryFolder()
    #expect(errorText { _ = try Checkpoint.open(folder.path("")) }.contains("a folder"))
    #expect(errorText { _ = try Checkpoint.open(folder.path("no")) }.contains("No such file"))
  }
}
