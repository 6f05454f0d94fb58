import DataflowTesting
import DurableFiles
import Foundation
import Synchronization

@testable import Dataflow

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

  /// The content of every file below, but for the journal's.
  var contents: [String: String] {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    let pairs = names.compactMap { name -> (String, String)? in
      guard name != "journal", let text = try? String(contentsOfFile: self(name), encoding: .utf8)
      else { return nil }
      return (name, text)
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}

/// Numbers in groups whose content is their key.
struct KeyedSource: Source {
  let groups: [(id: String, items: [Int])]
  let sent: Log<String>
  /// Called when a group has begun.
  var onGroup: @Sendable (String) -> Void = { _ in }

  var fingerprint: Fingerprint? { Fingerprint("numbers") }

  private func inputs(_ group: (id: String, items: [Int])) -> GroupInputs {
    GroupInputs(content: ["numbers": "\(group.items)"])
  }

  func survey(_ visit: (String, GroupInputs?) throws -> Void) throws {
    for group in groups { try visit(group.id, inputs(group)) }
  }

  func run(into output: SourceOutput<Int>) async throws {
    output.expect(groups: groups.count, items: groups.map(\.items.count).reduce(0, +))
    for group in groups {
      let inputs = inputs(group)
      if try output.isSettled(group.id, inputs: inputs, items: group.items.count) { continue }
      sent.add(group.id)
      try await output.group(group.id, inputs: inputs) { sending in
        onGroup(group.id)
        for (index, item) in group.items.enumerated() {
          try await sending.emit(at: index) { item }
        }
        try output.note(on: group.id, inputs: inputs, ["items": group.items.count])
      }
    }
  }
}

/// Multiplies; may be told to fail.
struct Scale: RecallingTransform {
  let factor: Int
  let worked: Log<Int>
  let recalled: Log<Int>
  var root = ""
  var failing: Set<Int> = []
  var hiccups: Set<Int> = []

  var fingerprint: Fingerprint? { Fingerprint("scale", ingredients: ["factor": "\(factor)"]) }

  func process(_ number: Int) throws -> Int? {
    worked.add(number)
    if hiccups.contains(number) { throw FileError("read", "\(number)", code: EIO) }
    if failing.contains(number) { throw Broken("\(number) can't be scaled") }
    return number * factor
  }

  /// Finds what a `LineSink` of two lines a part kept.
  func recall(_ number: Int, as memory: ItemMemory) -> Int? {
    let (part, line) = memory.item.index.quotientAndRemainder(dividingBy: LineSink.linesInPart)
    for receipt in memory.kept(part: part) {
      guard let file = receipt.files.first,
        let text = try? String(contentsOfFile: "\(root)/\(file.path)", encoding: .utf8)
      else { continue }
      let lines = text.split(separator: "\n")
      guard line < lines.count, let value = Int(lines[line]) else { continue }
      recalled.add(number)
      return value
    }
    return nil
  }
}

/// Lets through the numbers above a threshold.
struct Choose: Transform {
  let above: Int

  var fingerprint: Fingerprint? { Fingerprint("choose", ingredients: ["above": "\(above)"]) }

  func process(_ number: Int) -> Int? { number > above ? number : nil }
}

/// Writes a file of lines for each group; with parts, one file for every two lines, too.
struct LineSink: Sink {
  static let linesInPart = 2

  let name: String
  let root: String
  var hasParts = false
  var prefix = ""
  var files: any FileSystem = LocalFileSystem()
  /// The group whose `finish` fails.
  var failing: String?
  /// Follows the lines of a group.
  var trailer = ""
  var keepsEarlierResults = false

  var fingerprint: Fingerprint? { Fingerprint("lines", ingredients: ["prefix": prefix]) }

  func begin(_ group: Group) -> Writing { Writing(sink: self, group: group.id, unit: .whole) }

  func begin(_ group: Group, _ unit: WorkUnit) -> Writing {
    Writing(sink: self, group: group.id, unit: unit)
  }

  func close(_ closing: Closing) throws {
    var text = ""
    for (place, group) in closing.groups.enumerated() {
      text += "\(group): \(closing.published(place).notes["lines"] ?? "none")\n"
    }
    let table =
      text.isEmpty
      ? [] : [try PendingFile.write(Array(text.utf8), to: "\(root)/\(name).txt", in: files)]
    try closing.finish(table)
  }

  struct Writing: GroupWriting {
    let sink: LineSink
    let group: String
    let unit: WorkUnit
    var lines: [String] = []
    var published = Published()

    private var folder: String { "\(sink.root)/\(sink.name)" }

    mutating func write(_ number: Int, at index: Int) throws {
      lines.append(sink.prefix + "\(number)")
      guard sink.hasParts, lines.count.isMultiple(of: LineSink.linesInPart) else { return }
      let part = lines.count / LineSink.linesInPart - 1
      published.parts = part + 1
      guard !unit.isFinished(part: part) else { return }
      let text = lines.suffix(LineSink.linesInPart).joined(separator: "\n") + "\n"
      let file = try PendingFile.write(
        Array(text.utf8), to: "\(folder)/\(group).\(part)", in: sink.files)
      try unit.finish(part: part, [file])
    }

    mutating func finish() throws {
      if group == sink.failing { throw Broken("\(group) can't be written") }
      let text = lines.map { $0 + "\n" }.joined() + sink.trailer
      published.files = [
        try PendingFile.write(Array(text.utf8), to: "\(folder)/\(group)", in: sink.files)
      ]
      published.notes = ["lines": "\(lines.count)"]
    }

    func discard() {}
    func suspend() {}
  }
}
