import NN
import Testing

@Suite struct CheckpointNumpyTests {
  private func file(
    _ header: String, _ data: [UInt8], version: UInt8 = 1, length: Int? = nil
  ) -> [UInt8] {
    let text = Array(header.utf8)
    let count = length ?? text.count
    let stated = version == 1 ? little(UInt16(count)) : little(UInt32(count))
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + stated + text + data
  }

  private func open(_ bytes: [UInt8]) throws -> NumpyFile {
    let folder = try TemporaryFolder()
    return try NumpyFile(reading: folder.write(bytes))
  }

  @Test(arguments: [UInt8(1), 2, 3]) func everyVersionIsRead(version: UInt8) throws {
    let header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }   \n"
    let numbers: [Int16] = [-1, 2, -3, 4, 32767, -32768]
    let array = try open(file(header, numbers.flatMap { little($0) }, version: version))
    #expect(array.dtype == .int16)
    #expect(array.shape == [2, 3])
    #expect(array.floats == numbers.map(Float.init))
  }

  @Test func columnMajorBecomesRowMajor() throws {
    let header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2)}"
    let array = try open(file(header, Array(0..<12)))
    // Element (i, j, k) is at i + 2 j + 6 k.
    #expect(array.bytes == [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11])
  }

  @Test(arguments: ["<f4", "<f8", "<f2", "|b1", "<u1", "<i4", "<i8", "<u2"])
  func typesAreRead(_ descr: String) throws {
    let size = Int(String(descr.last!))!
    let header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (4,)}"
    let array = try open(file(header, [UInt8](repeating: 0, count: 4 * size)))
    #expect(array.floats == [0, 0, 0, 0])
  }

  private static let brokenHeaders: [(String, String)] = [
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", "“>f4”"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "“|O”"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", "header"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "found 4 bytes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': ()}x", "header"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", "header"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "header"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "header"),
    ("{'descr': '<f4', 'fortran_order': False}", "header"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "header"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)}", "found 4"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "header"),
    ("", "header"),
  ]

  @Test(arguments: brokenHeaders)
  func brokenHeadersAreRefused(_ header: String, _ words: String) throws {
    let message = errorText { _ = try open(file(header, [0, 0, 0, 0])) }
    #expect(message.contains(words), "\(message)")
  }

  @Test func lengthsThatLieAndOtherFilesAreRefused() throws {
    let long = errorText { _ = try open(file("{}", [], version: 2, length: 0xFFFF_FFFF)) }
    #expect(long.contains("header length"), "\(long)")
    #expect(errorText { _ = try open(file("{}", [], version: 9)) }.contains("version"))
    #expect(errorText { _ = try open(Array("PK\u{3}\u{4}".utf8)) }.contains("NumPy"))
    let whole = file("{'descr': '|u1', 'fortran_order': True, 'shape': (2,)}", [1, 2])
    for length in 0..<whole.count {
      #expect(throws: CheckpointError.self) { try open(Array(whole[..<length])) }
    }
  }

  @Test(arguments: [[], [3], [1, 3], [3, 0]]) func writtenIsReadBack(shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let array = NumpyFile(
      (0..<shape.reduce(1, *)).map { Float($0) + 0.5 }, shape: shape)
    try array.write(to: folder.path("a.npy"))
    #expect(try NumpyFile(reading: folder.path("a.npy")) == array)
    #expect(try CheckpointFixtures.bytes(folder.path("a.npy")).count % 64 == 4 * array.floats.count)
  }

  @Test(.enabled(if: CheckpointFixtures.sharedExist, "needs ../shared/fixtures"))
  func readsAnImageThatNumpyWrote() throws {
    let image = try NumpyFile(reading: CheckpointFixtures.shared("sam-tiny/image.npy"))
    #expect(image.dtype == .uint8)
    #expect(image.shape.count == 3 && image.shape[2] == 3)
  }
}
