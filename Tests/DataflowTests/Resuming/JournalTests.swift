import DurableFiles
import Foundation
import Testing

@testable import Dataflow

struct JournalTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  private func publish(_ name: String, _ text: String) throws -> PublishedFile {
    try PendingFile.write(Array(text.utf8), to: folder(name)).relative(to: folder.path)
  }

  /// It is another stage's, whose receipt may be yet to come.
  @Test func whatWasWrittenAnewIsNotRemovedWithWhatItTookThePlaceOf() throws {
    let receipt = Receipt(
      unit: UnitName(stage: "one", group: "a"), key: UnitKey("k"), content: nil, recipe: "",
      inputs: [:], parts: 0, files: [try publish("x/new", "old"), try publish("x/old", "old")],
      notes: [:])
    // Clocks of files go on every few milliseconds.
    usleep(50_000)
    let journal = try Journal(path: folder("journal"), root: folder.path)
    usleep(50_000)
    _ = try publish("x/new", "of another")
    try journal.remove(receipt, except: [], in: LocalFileSystem())
    #expect(folder.contents["x/new"] == "of another")
    #expect(folder.contents["x/old"] == nil)
  }
}
