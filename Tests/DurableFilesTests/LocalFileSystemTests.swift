import DurableFilesTesting
import Foundation
import Testing

@testable import DurableFiles

@Suite struct LocalFileSystemTests {
  private let folder: TestFolder
  private let files = LocalFileSystem()

  init() throws {
    folder = try TestFolder()
  }

  private func write(_ text: String, _ file: any WritableFile) throws {
    try Array(text.utf8).withUnsafeBytes { try file.write($0) }
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try FileContents.read(folder(name)), as: UTF8.self)
  }

  @Test func createdFilesAreEmptyAndAppendedOnesAreNot() throws {
    for word in ["one", "two"] {
      let file = try files.createFile(folder("new"))
      try write(word, file)
      let more = try files.openToAppend(folder("more"))
      try write(word, more)
    }
    #expect(try text("new") == "two")
    #expect(try text("more") == "onetwo")
  }

  @Test func theNextBytesFollowWhereAFileWasCut() throws {
    for file in [try files.createFile(folder("a")), try files.openToAppend(folder("b"))] {
      try write("one two", file)
      try file.truncate(to: 3)
      try write("!", file)
    }
    #expect(try text("a") == "one!")
    #expect(try text("b") == "one!")
  }

  @Test func aClosedFileTakesNothing() throws {
    let file = try files.createFile(folder("file"))
    try file.close()
    try file.close()
    let error = #expect(throws: FileError.self) { try write("x", file) }
    #expect(error?.code == EBADF)
    #expect(throws: FileError.self) { try file.sync() }
  }

  @Test func linksAreNotFollowed() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: folder("elsewhere"))
    #expect(throws: FileError.self) { try files.createFile(folder("link")) }
    #expect(throws: FileError.self) { try files.openToAppend(folder("link")) }
    #expect(!FilePath.exists(folder("elsewhere")))
  }

  @Test func foldersAreMadeWithThoseAboveThem() throws {
    try files.makeFolder(folder("a/b/c"))
    try files.makeFolder(folder("a/b/c"))
    #expect(FilePath.isFolder(folder("a/b/c")))
    try write("", files.createFile(folder("file")))
    let error = #expect(throws: FileError.self) { try files.makeFolder(folder("file/below")) }
    #expect(error?.code == ENOTDIR)
    #expect(throws: FileError.self) { try files.makeFolder(folder("file")) }
  }

  @Test func aLinkToNothingIsCalledOne() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: folder("elsewhere"))
    let error = #expect(throws: FileError.self) { try files.makeFolder(folder("link")) }
    #expect(error?.description.contains("symbolic link") == true)
  }

  @Test func onlyEmptyFoldersAreRemoved() throws {
    try files.makeFolder(folder("a/b"))
    try files.removeFolder(folder("a"))
    #expect(FilePath.isFolder(folder("a/b")))
    try files.removeFolder(folder("a/b"))
    try files.removeFolder(folder("a"))
    try files.removeFolder(folder("a"))
    #expect(folder.names == [])
  }

  @Test func aMissingFileIsAsGoodAsRemoved() throws {
    try files.remove(folder("nothing"))
    let error = #expect(throws: FileError.self) {
      try files.rename(folder("nothing"), to: folder("something"))
    }
    #expect(error?.isMissingFile == true)
  }

  @Test(.enabled(if: FilePath.exists("/dev/full"), "this system has no /dev/full"))
  func aFullDiskSaysSo() throws {
    let file = try files.createFile("/dev/full")
    let error = #expect(throws: FileError.self) { try write("x", file) }
    #expect(error?.isOutOfSpace == true)
    #expect(error?.mayPass == false)
    #expect(error?.description.hasSuffix("; make room on that disk and run again") == true)
  }

  @Test func pipesAndFoldersAreNotRead() throws {
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    #expect(throws: FileError.self) { try FileContents.read(folder("pipe")) }
    #expect(throws: FileError.self) { try FileContents.read(folder.path) }
  }
}
