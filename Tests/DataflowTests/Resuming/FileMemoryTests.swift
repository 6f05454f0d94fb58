import Foundation
import Testing

@testable import Dataflow

/// What a journal remembers of files outside the run.
@Suite struct FileMemoryTests {
  @Test(arguments: ["scan.nii", "scan.nii.gz"])
  func aChangeThatHidesItsTraceIsNoticed(_ name: String) throws {
    let folder = try TestFolder()
    let journal = try Journal(path: folder("journal"), root: folder.path)
    let path = folder(name)
    try Data("before".utf8).write(to: URL(fileURLWithPath: path))
    let first = try journal.digest(ofFile: path)
    #expect(journal.memory(ofFile: path) == first)
    // In place, of the same length, and with the time of modification put back.
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try handle.write(contentsOf: Data("behind".utf8))
    try handle.close()
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(attributes[.modificationDate])], ofItemAtPath: path)
    #expect(journal.memory(ofFile: path) == nil)
    #expect(try journal.digest(ofFile: path).digest != first.digest)
  }

  /// Nanoseconds since 1970 don't reach so far; file systems do.
  @Test func aTimeFarAheadIsATimeLikeAnother() throws {
    let folder = try TestFolder()
    let journal = try Journal(path: folder("journal"), root: folder.path)
    let path = folder("scan.nii")
    try Data("scan".utf8).write(to: URL(fileURLWithPath: path))
    func set(_ seconds: Int) -> Int32 {
      utimensat(
        AT_FDCWD, path, [timespec](repeating: timespec(tv_sec: seconds, tv_nsec: 0), count: 2), 0)
    }
    // 2400.
    #expect(set(13_569_465_600) == 0)
    let memory = try journal.digest(ofFile: path)
    #expect(journal.memory(ofFile: path) == memory)
    #expect(set(13_569_465_601) == 0)
    #expect(journal.memory(ofFile: path) == nil)
  }

  @Test func aLinkAloneIsNoReasonToReadAGzipFileAgain() throws {
    let folder = try TestFolder()
    let journal = try Journal(path: folder("journal"), root: folder.path)
    for (name, isKept) in [("scan.nii.gz", true), ("scan.nii", false)] {
      let path = folder(name)
      try Data("the content and its checksum".utf8).write(to: URL(fileURLWithPath: path))
      let memory = try journal.digest(ofFile: path)
      try FileManager.default.linkItem(atPath: path, toPath: folder("link to \(name)"))
      #expect(journal.memory(ofFile: path) == (isKept ? memory : nil), "\(name)")
    }
  }
}
