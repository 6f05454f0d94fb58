import DurableFiles
import Foundation
import Testing

@testable import Dataflow
@testable import Stages

/// The tables of a run, which are joined from those of its cases.
@Suite struct RunTablesTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  private func write(_ kind: CaseTables.Kind, _ id: String, _ rows: String) throws -> PublishedFile
  {
    let path = CaseTables.path(kind, of: id, in: folder.file("labels/box"))
    return try PendingFile.write(Array("\(CSV.line(kind.columns))\(rows)".utf8), to: path)
  }

  private func publish(_ files: [[PublishedFile]]) throws -> [PublishedFile] {
    let notes = RunTables.notes(sets: ["box"], names: [1: "spleen"], scan: "scan.nii.gz")
    let finished = files.enumerated().map { place, files in
      (id: "case-\(place)", published: Published?.some(Published(files, notes: notes)))
    }
    let tables = RunTables(folder: RunFolder(folder.path), files: LocalFileSystem())
    return try tables.publish(
      Closing(finished, stage: "labels", journal: nil, files: LocalFileSystem()))
  }

  @Test func areTheCasesOneAfterTheOther() throws {
    let files = try (0..<3).map { place in
      try CaseTables.Kind.allCases.map { try write($0, "case-\(place)", "row \(place)\n") }
    }
    #expect(try publish(files).count == 3)
    let scores = try String(contentsOfFile: folder.file("labels/box/scores.csv"), encoding: .utf8)
    #expect(scores == CSV.line(CaseTables.Kind.scores.columns) + "row 0\nrow 1\nrow 2\n")
    let labels = try String(contentsOfFile: folder.file("labels/box/labels.txt"), encoding: .utf8)
    #expect(labels.contains("\"spleen\""))
  }

  /// Beyond the end that a quick look reads.
  @Test func damagedRowsAreNotTakenOver() throws {
    let rows = String(repeating: "a row of a table\n", count: 1000)
    let file = try write(.scores, "case-0", rows)
    let whole = try Data(contentsOf: URL(fileURLWithPath: file.path))
    var bytes = whole
    bytes[400] ^= 1
    try bytes.write(to: URL(fileURLWithPath: file.path))
    #expect(file.damage(.quick) == nil)
    let error = #expect(throws: DamagedTable.self) { try publish([[file]]) }
    let text = "\(try #require(error))"
    #expect(text.contains("case-0.scores.csv") && text.contains("CRC-32C"), "\(text)")
    #expect(text.hasSuffix("the same command makes it again"))
    #expect(!FilePath.exists(folder.file("labels/box/scores.csv")))
    try whole.write(to: URL(fileURLWithPath: file.path))
    #expect(try publish([[file]]).count == 3)
  }
}
