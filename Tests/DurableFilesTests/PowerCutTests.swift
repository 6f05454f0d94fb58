import DurableFiles
import DurableFilesTesting
import Foundation
import Testing

/// What the kit makes of one history, in every variant.
@Suite struct PowerCutTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try FileManager.default.createDirectory(
      atPath: folder("disk"), withIntermediateDirectories: true)
  }

  private func write(_ text: String, _ file: any WritableFile) throws {
    try Array(text.utf8).withUnsafeBytes { try file.write($0) }
  }

  /// The files that are left, with their content; a zero byte is shown as `0`.
  private func left(by cut: PowerCut, _ files: RecordingFileSystem) throws -> [String: String] {
    let place = folder("\(cut)")
    try files.leave(after: files.operationCount, cut, of: folder("disk"), in: place)
    var contents: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: place)
    where !FilePath.isFolder("\(place)/\(name)") {
      let bytes = try FileContents.read("\(place)/\(name)")
      contents[name] = String(
        decoding: bytes.map { $0 == 0 ? UInt8(ascii: "0") : $0 }, as: UTF8.self)
    }
    return contents
  }

  @Test(arguments: [
    (PowerCut.nothingUnsynced, ["log": "safe", "old": "name"]),
    (.namesOnly, ["log": "safe", "new": "name", "more/fresh": ""]),
    (.contentOnly, ["log": "safe, unsafe", "old": "name"]),
    (.zeros, ["log": "safe00000000", "new": "name", "more/fresh": "00000"]),
    (.tornWrites, ["log": "safe, un", "new": "name", "more/fresh": "fr"]),
    (.everything, ["log": "safe, unsafe", "new": "name", "more/fresh": "fresh"]),
  ])
  func oneHistory(_ cut: PowerCut, _ expected: [String: String]) throws {
    let files = RecordingFileSystem()
    let log = try files.openToAppend(folder("disk/log"))
    try write("safe", log)
    try log.sync()
    let old = try files.createFile(folder("disk/old"))
    try write("name", old)
    try old.sync()
    try files.makeFolder(folder("disk/more"))
    try files.rename(folder("disk/old"), to: folder("disk/new"))
    try write(", unsafe", log)
    try write("fresh", files.createFile(folder("disk/more/fresh")))
    #expect(try left(by: cut, files) == expected)
  }

  @Test func removalsComeBackUnlessTheFolderWasSynchronised() throws {
    let files = RecordingFileSystem()
    let file = try files.createFile(folder("disk/file"))
    try file.sync()
    try files.syncFolder(folder("disk"))
    try files.remove(folder("disk/file"))
    #expect(try left(by: .nothingUnsynced, files) == ["file": ""])
    #expect(try left(by: .everything, files) == [:])
    try files.syncFolder(folder("disk"))
    #expect(try left(by: .contentOnly, files) == [:])
  }

  @Test func whatWasThereBeforeIsSafe() throws {
    try Data("before".utf8).write(to: URL(fileURLWithPath: folder("disk/file")))
    let files = try RecordingFileSystem(holding: folder("disk"))
    #expect(try left(by: .nothingUnsynced, files) == ["file": "before"])
    let file = try files.openToAppend(folder("disk/file"))
    try write(", after", file)
    #expect(try left(by: .namesOnly, files) == ["file": "before"])
    try file.sync()
    let emptied = try files.createFile(folder("disk/file"))
    #expect(try left(by: .tornWrites, files) == ["file": ""])
    try emptied.sync()
    #expect(try left(by: .contentOnly, files) == ["file": ""])
  }
}
