import DurableFilesTesting
import Foundation
import Testing

@testable import DurableFiles

@Suite struct FileLinkTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try PendingFile.write(Array("content".utf8), to: folder("target"))
  }

  private func inode(_ path: String) throws -> Int {
    try #require(
      FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int)
  }

  @Test func linksAreSecondNames() throws {
    #expect(try FileLink.publish(folder("target"), as: folder("below/name")) == .hard)
    #expect(try inode(folder("below/name")) == inode(folder("target")))
    // Again, on itself: one name of a file can't be renamed to another.
    #expect(try FileLink.publish(folder("target"), as: folder("below/name")) == .hard)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder("below")) == ["name"])
  }

  @Test func whatHadTheNameIsReplaced() throws {
    try PendingFile.write(Array("old".utf8), to: folder("name"))
    #expect(try FileLink.publish(folder("target"), as: folder("name")) == .hard)
    #expect(try FileContents.read(folder("name")) == Array("content".utf8))
  }

  @Test func linksToLinksLeadToTheFile() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: "target")
    #expect(try FileLink.publish(folder("link"), as: folder("below/name")) == .hard)
    #expect(try inode(folder("below/name")) == inode(folder("target")))
  }

  /// `/dev/shm` is a file system of its own on Linux.
  @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/shm")))
  func symbolicLinksLeadToOtherFileSystems() throws {
    let other = "/dev/shm/sluice-test-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: other) }
    try PendingFile.write(Array("elsewhere".utf8), to: other)
    let kind = try FileLink.publish(other, as: folder("name"))
    #expect(kind == .symbolic)
    #expect(try FileContents.read(folder("name")) == Array("elsewhere".utf8))
  }

  @Test func errorsLeaveNothing() throws {
    #expect {
      try FileLink.publish(folder("none"), as: folder("name"))
    } throws: { error in
      (error as? FileError)?.isMissingFile == true
    }
    let faulty = FaultyFileSystem(.from(0), of: [.rename], code: EIO)
    #expect(throws: FileError.self) {
      try FileLink.publish(folder("target"), as: folder("name"), in: faulty)
    }
    #expect(folder.names == ["target"])
  }

  @Test func copiesAreTheSameBytes() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) }
    try PendingFile.write(bytes, to: folder("large"))
    let copy = try PendingFile.copy(folder("large"), to: folder("below/copy"))
    #expect(copy.length == bytes.count)
    #expect(try FileContents.read(folder("below/copy")) == bytes)
    #expect(try inode(folder("below/copy")) != inode(folder("large")))
  }
}
