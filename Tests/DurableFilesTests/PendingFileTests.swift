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
}
