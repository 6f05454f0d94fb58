import DurableFiles
import Testing

@testable import Stages

struct ScoreTableTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// 5,000 rows are 250 KB, four of the blocks that are read at once: rows lie across their borders.
  @Test func rowsAcrossBlocksAreRead() throws {
    let slices = 0..<5_000
    let rowsWritten = slices.lazy.map { slice in
      [
        "slice", "scan \(slice % 7)", "\(slice)", "1", "liver, left", "0.50000", "0.33333",
        "\(slice)", "4", "present",
      ]
    }
    _ = try CSV.write(
      rowsWritten, columns: ScoreRows.columns, to: folder.file("scores.csv"),
      in: LocalFileSystem())

    var rows: [ScoreTable.Row] = []
    try ScoreTable.forEachRow(of: folder.file("scores.csv")) { rows.append($0) }
    #expect(rows.map(\.slice) == slices.map(Optional.some))
    #expect(rows.map(\.predictedPixels) == Array(slices))
    #expect(rows.allSatisfy { $0.name == "liver, left" && $0.dice == 0.5 && !$0.isVolume })
  }

  @Test func aLastRowWithoutLineBreakCounts() throws {
    let path = try folder.write(
      "\(ScoreRows.columns.joined(separator: ","))\nvolume,a,,1,liver,,,3,0,empty", "scores.csv")
    let rows = try ScoreTable.read(path)
    #expect(rows.count == 1 && rows.first?.isVolume == true && rows.first?.slice == nil)
    #expect(rows.first?.predictedPixels == 3 && rows.first?.hasEmptyReference == true)
  }

  @Test func aTableThatIsNotThereThrows() {
    #expect(throws: (any Error).self) { try ScoreTable.read(folder.file("none.csv")) }
  }
}
