import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

@Suite struct FaultyFileSystemTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// Which of five files could be written.
  private func written(_ files: FaultyFileSystem) -> [Int] {
    (0..<5).filter { number in
      (try? PendingFile.write([1, 2, 3, 4], to: folder("\(number)"), in: files)) != nil
    }
  }

  @Test func onceIsOnceAndFromIsFromThenOn() {
    let once = FaultyFileSystem(.once(2), of: [.rename], code: EIO)
    #expect(written(once) == [0, 1, 3, 4])
    #expect(once.operationCount == 5)
    #expect(once.faultCount == 1)
    let from = FaultyFileSystem(.from(2), of: [.rename], code: EIO)
    #expect(written(from) == [0, 1])
    #expect(from.faultCount == 3)
  }

  @Test(arguments: [
    FaultyFileSystem.Operation.create, .write, .sync, .close, .rename, .syncFolder,
  ])
  func everyKindFails(_ kind: FaultyFileSystem.Operation) {
    #expect(written(FaultyFileSystem(.once(3), of: [kind], code: EIO)) == [0, 1, 2, 4])
  }

  @Test func halfOfAFailedWriteArrives() throws {
    let files = FaultyFileSystem(.once(0), of: [.write], code: EIO)
    let file = try files.createFile(folder("file"))
    #expect(throws: FileError.self) {
      try Array("12345678".utf8).withUnsafeBytes { try file.write($0) }
    }
    #expect(try FileContents.read(folder("file")) == Array("1234".utf8))
  }

  @Test func aFullDiskLetsGoOfFiles() throws {
    try Data([1]).write(to: URL(fileURLWithPath: folder("file")))
    try FaultyFileSystem(.from(0), code: ENOSPC).remove(folder("file"))
    #expect(folder.names == [])
    #expect(throws: FileError.self) {
      try FaultyFileSystem(.from(0), code: EIO).remove(folder("file"))
    }
  }
}
