import DurableFilesTesting
import Foundation
import Testing

@testable import DurableFiles

@Suite struct RecordLogTests {
  private let folder: TestFolder
  private var path: String { folder("log") }
  private static let payloads = ["first", "second record", "{\"third\":3}"]

  init() throws {
    folder = try TestFolder()
  }

  private func records(_ path: String) throws -> (payloads: [String], findings: [RecordLog.Finding])
  {
    var payloads: [String] = []
    let findings = try RecordLog.open(path) { payload, _ in
      payloads.append(String(decoding: payload, as: UTF8.self))
    }.findings
    return (payloads, findings)
  }

  private func write() throws -> [Int] {
    let log = try RecordLog.open(path) { _, _ in }.log
    return try Self.payloads.map { try log.append(Array($0.utf8)) }
  }

  @Test func recordsComeBackInOrderAndByOffset() throws {
    let offsets = try write()
    let (payloads, findings) = try records(path)
    #expect(payloads == Self.payloads)
    #expect(findings == [])
    let log = try RecordLog.open(path) { _, _ in }.log
    for (offset, payload) in zip(offsets, Self.payloads) {
      #expect(try log.payload(at: offset) == Array(payload.utf8))
      #expect(try log.payload(at: offset + 1) == nil)
    }
    try log.append(Array("fourth".utf8))
    #expect(try records(path).payloads == Self.payloads + ["fourth"])
  }

  @Test func aTornEndIsCutOffWhereverItIsTorn() throws {
    let last = try write()[2]
    let whole = try FileContents.read(path)
    for length in last + 1..<whole.count {
      try Data(whole[..<length]).write(to: URL(fileURLWithPath: path))
      let (payloads, findings) = try records(path)
      #expect(payloads == Array(Self.payloads[..<2]), "\(length)")
      #expect(findings == [.tornEnd(offset: last, bytes: length - last)], "\(length)")
      #expect(try FileContents.read(path) == Array(whole[..<last]), "\(length)")
    }
  }

  @Test func aReaderLeavesAnUnfinishedRecordAlone() throws {
    let last = try write()[2]
    let whole = try FileContents.read(path)
    try Data(whole.dropLast(3)).write(to: URL(fileURLWithPath: path))
    var payloads: [String] = []
    let findings = try RecordLog.read(path) { payload, _ in
      payloads.append(String(decoding: payload, as: UTF8.self))
    }
    #expect(payloads == Array(Self.payloads[..<2]))
    #expect(findings == [])
    #expect(try FileContents.read(path).count == whole.count - 3)
    #expect(last < whole.count - 3)
  }

  @Test func aFlippedBitNeverMakesARecord() throws {
    _ = try write()
    let whole = try FileContents.read(path)
    for position in whole.indices {
      for bit in 0..<8 {
        var flipped = whole
        flipped[position] ^= 1 << bit
        try Data(flipped).write(to: URL(fileURLWithPath: path))
        let (payloads, findings) = try records(path)
        // The other records survive, whatever became of the line ends.
        #expect(payloads.allSatisfy(Self.payloads.contains), "byte \(position), bit \(bit)")
        #expect(payloads.count < 3, "byte \(position), bit \(bit)")
        #expect(payloads.count >= 1, "byte \(position), bit \(bit)")
        #expect(!findings.isEmpty, "byte \(position), bit \(bit)")
      }
    }
  }

  @Test func afterAFailedAppendTheLogIsAsBefore() throws {
    _ = try write()
    let whole = try FileContents.read(path)
    // Opening, then writing and synchronising each record.
    for operation in 1...4 {
      let files = FaultyFileSystem(.once(operation), code: ENOSPC)
      let log = try RecordLog.open(path, in: files) { _, _ in }.log
      var appended: [String] = []
      for payload in ["a", "b"] {
        do {
          try log.append(Array(payload.utf8))
          appended.append(payload)
        } catch let error as FileError {
          #expect(error.isOutOfSpace)
        }
      }
      #expect(appended.count == 1)
      #expect(files.faultCount == 1)
      #expect(try records(path).payloads == Self.payloads + appended)
      try Data(whole).write(to: URL(fileURLWithPath: path))
    }
  }
}

/// A folder for one test, gone when the test is done.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
