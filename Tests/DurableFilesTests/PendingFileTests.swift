import DurableFilesTesting
import Foundation
import Testing

@testable import DurableFiles

@Suite struct PendingFileTests {
  private let folder: TestFolder
  private static let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  init() throws {
    folder = try TestFolder()
  }

  private func publish(_ files: any FileSystem) throws -> PublishedFile {
    let file = try PendingFile(folder("below/file"), in: files)
    for start in stride(from: 0, to: Self.content.count, by: 3_000) {
      try file.write(Self.content[start..<min(start + 3_000, Self.content.count)])
    }
    return try file.publish()
  }

  @Test func saysWhatWasPublished() throws {
    let published = try publish(LocalFileSystem())
    #expect(published.length == 10_000)
    #expect(published.checksum == CRC32C.checksum(of: Self.content))
    #expect(published.tail == CRC32C.checksum(of: Self.content.suffix(4096)))
    #expect(try FileContents.read(folder("below/file")) == Self.content)
    #expect(published.damage(.quick) == nil)
    #expect(published.damage(.full) == nil)
    let relative = published.relative(to: folder.path)
    #expect(relative.path == "below/file")
    #expect(relative.damage(.full, below: folder.path) == nil)
  }

  /// A rename would take the place of what is there, be it the system's own.
  @Test func aPipeKeepsItsName() throws {
    let pipe = folder("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: pipe)
    for path in [pipe, folder("link")] {
      let error = #expect(throws: FileError.self) { try PendingFile(path) }
      #expect("\(try #require(error))".contains("a device, a pipe or a socket"))
    }
    var status = stat()
    #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    #expect(folder.names == ["link", "pipe"])
  }

  @Test func damageIsSeenAndNamed() throws {
    let published = try publish(LocalFileSystem())
    func change(_ position: Int) throws {
      var bytes = Self.content
      bytes[position] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: published.path))
    }
    try change(10_000 - 4096)
    #expect(published.damage(.quick)?.description.contains("CRC-32C") == true)
    try change(10_000 - 4097)
    #expect(published.damage(.quick) == nil)
    #expect(published.damage(.full)?.description.contains("CRC-32C") == true)
    try Data(Self.content.dropLast()).write(to: URL(fileURLWithPath: published.path))
    #expect(published.damage(.quick)?.kind == .length(found: 9_999, expected: 10_000))
    try FileManager.default.removeItem(atPath: published.path)
    #expect(published.damage(.quick)?.kind == .missing)
  }

  /// Making the folder, creating, four writes, syncing, renaming, syncing the folder.
  @Test(arguments: [FaultyFileSystem.Fault.from, FaultyFileSystem.Fault.once])
  func aFaultAtAnyOperationLeavesNoHalfFile(
    _ fault: @Sendable (Int) -> FaultyFileSystem.Fault
  ) throws {
    for operation in 0..<9 {
      let files = FaultyFileSystem(fault(operation), code: EIO)
      #expect(throws: FileError.self, "operation \(operation)") { try publish(files) }
      #expect(files.faultCount >= 1)
      if FilePath.exists(folder("below/file")) {
        // Only the folder was not synchronised: the file is whole.
        #expect(operation == 8)
        #expect(try FileContents.read(folder("below/file")) == Self.content)
      } else if case .once = fault(operation) {
        // A disk that is gone keeps the hidden file; one that hiccupped doesn't.
        #expect(try hidden() == [], "operation \(operation)")
      }
      try? FileManager.default.removeItem(atPath: folder("below"))
    }
    let whole = FaultyFileSystem(fault(9), code: EIO)
    _ = try publish(whole)
    #expect(whole.operationCount == 9)
  }

  @Test func aPowerCutLeavesTheFileWholeOrNotAtAll() throws {
    let files = RecordingFileSystem()
    _ = try publish(files)
    for cut in PowerCut.allCases {
      var wasThere = false
      for count in 0...files.operationCount {
        let left = folder("\(cut)-\(count)")
        try files.leave(after: count, cut, of: folder.path, in: left)
        let isThere = FilePath.exists("\(left)/below/file")
        if isThere { #expect(try FileContents.read("\(left)/below/file") == Self.content) }
        wasThere = wasThere || isThere
      }
      #expect(wasThere)
    }
  }

  @Test func withoutSynchronisingAPowerCutLeavesAnEmptyFile() throws {
    // What the kit itself must show: renaming alone is not enough.
    let files = RecordingFileSystem()
    let file = try files.createFile(folder("temporary"))
    try Self.content.withUnsafeBytes { try file.write($0) }
    try files.rename(folder("temporary"), to: folder("file"))
    try files.syncFolder(folder.path)
    try files.leave(
      after: files.operationCount, .nothingUnsynced, of: folder.path, in: folder("left"))
    #expect(try FileContents.read(folder("left/file")) == [])
  }

  private func hidden() throws -> [String] {
    guard FilePath.exists(folder("below")) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder("below"))
  }

  @Test func bytesThatFailedToBeSynchronisedAreNeverPublished() throws {
    let files = FaultyFileSystem(.once(0), of: [.sync], code: EIO)
    let file = try PendingFile(folder("file"), in: files)
    try file.write(Self.content)
    #expect(throws: FileError.self) { try file.publish() }
    #expect(folder.names == [])
    // The disk is well again, but what it lost doesn't come back.
    #expect(throws: FileError.self) { try file.publish() }
    #expect(folder.names == [])
  }

  @Test func afterAFailedWriteTheRestIsAsIfItHadNotBeen() throws {
    let files = FaultyFileSystem(.once(1), of: [.write], code: EIO)
    let file = try PendingFile(folder("file"), in: files)
    try file.write(Array("one ".utf8))
    #expect(throws: FileError.self) { try file.write(Array("two ".utf8)) }
    try file.write(Array("three".utf8))
    let published = try file.publish()
    #expect(try FileContents.read(folder("file")) == Array("one three".utf8))
    #expect(published.damage(.full) == nil)
  }

  @Test func aFileWithHalfAWriteInItIsNeverPublished() throws {
    // Half of a write arrives, and cutting it off fails too.
    let broken = FaultyFileSystem(.once(0), of: [.truncate], code: EIO)
    let files = FaultyFileSystem(.once(0), of: [.write], code: EIO, over: broken)
    let file = try PendingFile(folder("file"), in: files)
    #expect(throws: FileError.self) { try file.write(Self.content) }
    #expect(throws: FileError.self) { try file.write(Self.content) }
    #expect(throws: FileError.self) { try file.publish() }
    #expect(folder.names == [])
  }

  @Test func writersOfTheSameFileDontMeet() throws {
    let first = try PendingFile(folder("file"), naming: .unique)
    let second = try PendingFile(folder("file"), naming: .unique)
    try first.write(Array("first".utf8))
    try second.write(Array("second".utf8))
    #expect(try second.publish().damage(.full) == nil)
    #expect(try first.publish().damage(.full) == nil)
    #expect(folder.names == ["file"])
  }

  /// Whatever name the file may have, its hidden one is not longer than file systems take.
  @Test(arguments: [PendingFile.Naming.fixed, .unique])
  func theLongestNamesCanBeWritten(_ naming: PendingFile.Naming) throws {
    let start = String(repeating: "é", count: 126)
    let names = ["\(start)a", "\(start)bc"]
    let pending = try names.map { try PendingFile(folder($0), naming: naming) }
    for (file, name) in zip(pending, names) { try file.write(Array(name.utf8)) }
    for file in pending { #expect(try file.publish().damage(.full) == nil) }
    #expect(folder.names == names)
  }

  @Test func theEndIsCheckedHoweverTheFileWasWritten() throws {
    for pieceLength in [1, 4095, 4096, 4097, 9_000] {
      let file = try PendingFile(folder("file"))
      for start in stride(from: 0, to: Self.content.count, by: pieceLength) {
        try file.write(Self.content[start..<min(start + pieceLength, Self.content.count)])
      }
      #expect(try file.publish().damage(.quick) == nil, "\(pieceLength)")
    }
    #expect(try PendingFile.write([UInt8](), to: folder("empty")).damage(.quick) == nil)
  }
}
