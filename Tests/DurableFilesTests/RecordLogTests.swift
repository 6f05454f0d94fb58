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
      #expect(try RecordLog.payload(at: offset, in: log.path) == Array(payload.utf8))
      #expect(try RecordLog.payload(at: offset + 1, in: log.path) == nil)
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
    #expect(findings == [.tornEnd(offset: last, bytes: whole.count - 3 - last)])
    #expect(try FileContents.read(path).count == whole.count - 3)
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
    // After opening and synchronising the folder: writing and synchronising each record.
    for operation in 2...5 {
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

  @Test func aLogWhoseEndIsUnknownTakesNothingMore() throws {
    _ = try write()
    // The first append writes half a record, and cutting it off fails too.
    let broken = FaultyFileSystem(.once(0), of: [.truncate], code: EIO)
    let files = FaultyFileSystem(.once(0), of: [.write], code: ENOSPC, over: broken)
    let log = try RecordLog.open(path, in: files) { _, _ in }.log
    let first = #expect(throws: FileError.self) { try log.append(Array("fourth".utf8)) }
    #expect(first?.isOutOfSpace == true)
    let second = #expect(throws: FileError.self) { try log.append(Array("fifth".utf8)) }
    #expect(second?.operation == "truncate")
    let (payloads, findings) = try records(path)
    #expect(payloads == Self.payloads)
    #expect(findings.count == 1)
  }

  @Test func aLogThatWasTakenAwayTakesNothingMore() throws {
    let log = try RecordLog.open(path) { _, _ in }.log
    try log.append(Array("first".utf8))
    try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
    #expect(throws: FileError.self) { try log.append(Array("second".utf8)) }
    // Nor one that has another in its place.
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(throws: FileError.self) { try log.append(Array("third".utf8)) }
    #expect(try records(path + ".moved").payloads == ["first"])
    #expect(try records(path).payloads == [])
  }

  @Test func aLogThatWasEmptiedTakesNothingMore() throws {
    let log = try RecordLog.open(path) { _, _ in }.log
    try log.append(Array("first".utf8))
    #expect(truncate(path, 0) == 0)
    #expect(throws: FileError.self) { try log.append(Array("second".utf8)) }
    #expect(try records(path).payloads == [])
  }

  @Test func aMendedLogHasTheWholeRecordsAlone() throws {
    _ = try write()
    #expect(try RecordLog.mend(path) == [])
    var bytes = try FileContents.read(path)
    bytes[12] ^= 1
    bytes += Array("0123abcd torn".utf8)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let failing = FaultyFileSystem(.once(0), of: [.rename], code: EIO)
    #expect(throws: FileError.self) { try RecordLog.mend(path, in: failing) }
    #expect(try FileContents.read(path) == bytes)
    let findings = try RecordLog.mend(path)
    #expect(findings.count == 2)
    let (payloads, left) = try records(path)
    #expect(payloads == Array(Self.payloads.dropFirst()))
    #expect(left == [])
  }

  @Test func aRecordTooLongToBeReadIsRefused() throws {
    let log = try RecordLog.open(path) { _, _ in }.log
    let payload = [UInt8](repeating: UInt8(ascii: "x"), count: RecordLine.mostBytes)
    let error = #expect(throws: FileError.self) { try log.append(payload) }
    #expect(error?.code == EFBIG)
    #expect(try FileContents.read(path) == [])
  }

  @Test func aLogThatWasThereIsSynchronisedInItsFolder() throws {
    // As a process leaves it that is killed right after making it.
    let files = RecordingFileSystem()
    _ = try files.openToAppend(path)
    let log = try RecordLog.open(path, in: files) { _, _ in }.log
    try log.append(Array("first".utf8))
    try files.leave(
      after: files.operationCount, .nothingUnsynced, of: folder.path, in: folder("left"))
    #expect(try records(folder("left/log")).payloads == ["first"])
  }

  /// Cuts the power after every operation, and again after every operation of what follows.
  @Test(arguments: PowerCut.allCases)
  func whatWasAppendedSurvivesTwoPowerCuts(_ cut: PowerCut) throws {
    let before = folder("before")
    try FileManager.default.createDirectory(atPath: before, withIntermediateDirectories: true)
    let files = RecordingFileSystem()
    let appended = try append(Self.payloads, before, files)
    for count in 0...files.operationCount {
      let acknowledged = appended.prefix { $0 <= count }.count
      let left = folder("\(count)")
      try files.leave(after: count, cut, of: before, in: left)
      let again = try RecordingFileSystem(holding: left)
      let kept = try survivors(left, again)
      #expect(kept.count >= acknowledged, "after \(count)")
      #expect(kept == Array(Self.payloads.prefix(kept.count)), "after \(count)")
      let opened = again.operationCount
      let later = try append(["later"], left, again)
      for second in opened...again.operationCount {
        let rest = folder("\(count)-\(second)")
        try again.leave(after: second, cut, of: left, in: rest)
        let last = try survivors(rest, LocalFileSystem())
        #expect(last.prefix(kept.count) == kept[...], "after \(count), then \(second)")
        #expect(last.count <= kept.count + 1)
        if second >= later[0] { #expect(last.last == "later", "after \(count), then \(second)") }
      }
    }
  }

  /// Appends records and says after how many operations each was acknowledged.
  private func append(
    _ payloads: [String], _ root: String, _ files: RecordingFileSystem
  ) throws -> [Int] {
    let log = try RecordLog.open("\(root)/log", in: files) { _, _ in }.log
    return try payloads.map {
      try log.append(Array($0.utf8))
      return files.operationCount
    }
  }

  private func survivors(_ root: String, _ files: any FileSystem) throws -> [String] {
    var payloads: [String] = []
    _ = try RecordLog.open("\(root)/log", in: files) { payload, _ in
      payloads.append(String(decoding: payload, as: UTF8.self))
    }
    return payloads
  }
}
