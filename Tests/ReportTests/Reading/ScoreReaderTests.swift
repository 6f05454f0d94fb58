import Testing

@testable import Report

struct ScoreReaderTests {
  private static let header =
    "level,case,slice,label,name,dice,iou,predicted_pixels,reference_pixels,reference\n"

  private func read(_ text: String) throws -> (scores: PromptScores, problem: String?) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write(text, "scores.csv")
    return ScoreReader(path: path, name: "labels/box/scores.csv", prompts: "box").read { _, _, _ in
    }
  }

  private static let table =
    header + """
      slice,a,0,1,liver,0.90000,0.8,10,10,present
      slice,a,0,2,cancer,,,0,0,empty
      slice,a,0,all,foreground,0.90000,0.8,10,10,present
      slice,a,1,1,liver,0.50000,0.3,10,10,present
      slice,a,1,2,cancer,,,7,0,empty
      slice,a,1,all,foreground,0.40000,0.3,17,10,present
      volume,a,,1,liver,0.70000,0.5,20,20,present
      volume,a,,2,cancer,,,7,0,empty
      volume,a,,all,foreground,0.65000,0.5,27,20,present
      slice,b,0,1,liver,0.20000,0.1,10,10,present
      slice,b,0,2,cancer,0.00000,0,0,4,present
      slice,b,0,all,foreground,0.15000,0.1,10,14,present
      volume,b,,1,liver,0.20000,0.1,10,10,present
      volume,b,,2,cancer,0.00000,0,0,4,present
      volume,b,,all,foreground,0.15000,0.1,10,14,present

      """

  @Test("Scores are gathered by label, case and slice")
  func gathers() throws {
    let (scores, problem) = try read(Self.table)
    #expect(problem == nil)
    #expect(scores.labels.map(\.name) == ["liver", "cancer", "foreground"])
    #expect(scores.labels.map(\.slices.count) == [3, 1, 3])
    #expect(scores.labels.map(\.volumes.count) == [2, 1, 2])
    #expect(abs((scores.labels[0].slices.mean ?? 0) - (0.9 + 0.5 + 0.2) / 3) < 1e-5)
    #expect(scores.labels[1].emptySlices == 2 && scores.labels[1].emptySlicesLabelled == 1)
    #expect(scores.caseCount == 2)
    #expect(scores.worstCases.map(\.id) == ["b", "a"])
    #expect(scores.worstCases.map(\.overall) == [0.15, 0.65])
    #expect(scores.worstCases[1].dice == [0.7, nil, 0.65])
    #expect(scores.worstCases.map(\.scoredSlices) == [2, 2])
    #expect(scores.worstCases[1].worst == .init(caseID: "a", slice: 1, label: "liver", dice: 0.5))
    // The foreground's rows would only repeat those of the labels.
    #expect(scores.worstSlices.map(\.dice) == [0, 0.2, 0.5, 0.9])
    #expect(scores.overallLabel?.name == "foreground")
  }

  @Test("Empty slices are named, with what was labelled there")
  func empty() throws {
    let scores = try read(Self.table).scores
    #expect(scores.emptyCount == 1)
    let entry = try #require(scores.emptySlices.first)
    #expect(entry.caseID == "a" && entry.label == "cancer" && entry.pixels == 7)
    #expect(entry.empty.description == "0–1" && entry.labelled.description == "1")
  }

  @Test("Columns go by their names, and those not known are passed over")
  func columns() throws {
    let text = #"""
      note,reference,predicted_pixels,dice,name,label,slice,case,level
      x,present,5,0.25000,"a, ""b""",1,3,"c
      d",slice

      """#
    let scores = try read(text).scores
    #expect(scores.labels[0].name == "a, \"b\"")
    #expect(scores.worstSlices == [.init(caseID: "c\nd", slice: 3, label: "a, \"b\"", dice: 0.25)])
  }

  @Test("A table without the columns is told by name")
  func missingColumns() throws {
    let (scores, problem) = try read("level,case,slice,label,name\nslice,a,0,1,liver\n")
    #expect(scores.labels.isEmpty)
    #expect(problem?.contains("has no column dice, predicted_pixels, reference") == true)
  }

  @Test("A damaged table is shown up to the damage, whose line is told")
  func damaged() throws {
    let good = "slice,a,0,1,liver,0.90000,0.8,10,10,present\n"
    let (scores, problem) = try read(Self.header + good + "slice,\"a\"x,1\n" + good)
    #expect(scores.labels.isEmpty || scores.labels[0].slices.count <= 1)
    #expect(problem?.contains("damaged at line 3") == true)
    let odd = try read(
      Self.header + good + "slice,a,x,1,liver,0.9\nslice,a\n,,,,,,,,,\nslice,a,1,1,liver,7,0,,,\n")
    #expect(odd.problem == nil)
    #expect(odd.scores.labels[0].slices.count == 1)
  }

  @Test("A table of 10,000 cases leaves the worst 200 and exact figures of all")
  func many() throws {
    var collector = ScoreCollector(prompts: "box")
    var random = Pseudorandom(3)
    var sum = 0.0
    var worst: [(dice: Double, id: String)] = []
    for number in 0..<10_000 {
      let dice = (random.next() * 1e5).rounded() / 1e5
      let id = "case_\(number)"
      for slice in 0..<3 {
        collector.add(
          .init(
            caseID: id, slice: slice, label: "liver", labelValue: "1", dice: nil,
            predictedPixels: number % 7, isReferenceEmpty: true))
      }
      collector.add(
        .init(
          caseID: id, slice: nil, label: "liver", labelValue: "1", dice: dice, predictedPixels: 1,
          isReferenceEmpty: false))
      sum += dice
      worst.append((dice, id))
    }
    let scores = collector.finish()
    #expect(scores.caseCount == 10_000)
    #expect(scores.worstCases.count == PromptScores.mostCases)
    worst.sort { ($0.dice, $0.id) < ($1.dice, $1.id) }
    #expect(scores.worstCases.map(\.id) == worst.prefix(PromptScores.mostCases).map(\.id))
    #expect(scores.emptySlices.count == PromptScores.mostEmpty && scores.emptyCount == 10_000)
    #expect(abs((scores.labels[0].volumes.mean ?? 0) - sum / 10_000) < 1e-9)
    var report = RunReport(name: "many")
    report.scores = [scores]
    let page = try report.page()
    #expect(page.contains("the worst 200 of 10\u{2009}000 cases"))
    #expect(page.utf8.count < 400_000)
  }
}
