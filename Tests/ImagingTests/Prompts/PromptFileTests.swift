import Foundation
import Imaging
import Testing

struct PromptFileTests {
  private static let records = [
    PromptRecord(
      caseID: "spleen_001", slice: 12,
      prompt: Prompt(
        label: 1, component: 1, box: PromptBox(x0: 10, y0: 20, x1: 30.5, y1: 40),
        points: [PromptPoint(x: 15, y: 25), PromptPoint(x: 2, y: 3)], pointLabels: [1, 0])),
    PromptRecord(
      caseID: "a \"quoted\", name", slice: 0,
      prompt: Prompt(
        label: 7, component: 0, points: [PromptPoint(x: 0, y: 511)], pointLabels: [1])),
    // a component of one pixel has a box without extent
    PromptRecord(
      caseID: "spleen_001", slice: 3,
      prompt: Prompt(label: 2, component: 4, box: PromptBox(x0: 5, y0: 5, x1: 5, y1: 5))),
  ]

  @Test(arguments: ["prompts.jsonl", "prompts.csv"])
  func goesThereAndBack(name: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/\(name)"
      try PromptFile.write(Self.records, to: path)
      let file = try PromptFile(contentsOf: path)
      #expect(file.records == Self.records)
      #expect(file.caseIDs == ["a \"quoted\", name", "spleen_001"])
      #expect(file.slices(of: "spleen_001") == [3, 12])
      #expect(file.prompts(caseID: "spleen_001", slice: 12) == [Self.records[0].prompt])
      #expect(file.prompts(caseID: "spleen_001", slice: 4).isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
    }
  }

  @Test func writesOneLineARecord() throws {
    #expect(
      Self.records[0].jsonLine
        == #"{"case":"spleen_001","slice":12,"label":1,"component":1,"box":[10,20,30.5,40],"#
        + #""points":[[15,25],[2,3]],"point_labels":[1,0]}"#)
    #expect(Self.records[0].csvLine == "spleen_001,12,1,1,10 20 30.5 40,15 25;2 3,1;0")
    let decoded = try JSONDecoder().decode(
      PromptRecord.self, from: Data(Self.records[0].jsonLine.utf8))
    #expect(decoded == Self.records[0])
    let encoded = try JSONEncoder().encode(decoded)
    #expect(try JSONDecoder().decode(PromptRecord.self, from: encoded) == decoded)
  }

  @Test func readsWhatAnAnnotatorWrites() throws {
    let csv = """
      \u{FEFF}Box, slice ,case,note,points,point_labels\r
      "1 2 3 4",5,x,"two
      lines",,\r

      ,6,"y, z",,"7 8;9 10","1;0"\r
      1 2 9 9,5,x,,,
      """
    let file = try PromptFile(csv: Array(csv.utf8), file: "p.csv")
    #expect(file.records.map(\.caseID) == ["x", "y, z", "x"])
    #expect(file.records.map(\.slice) == [5, 6, 5])
    #expect(file.records.map(\.prompt.label) == [1, 1, 1])
    // a label's prompts on one slice are numbered in their order
    #expect(file.records.map(\.prompt.component) == [1, 1, 2])
    #expect(file.records[1].prompt.pointLabels == [1, 0])

    let json =
      "\n{\"case\":\"x\",\"slice\":5,\"box\":[1,2,3,4],\"points\":null,\"by\":\"me\"}\r\n\n"
    let lines = try PromptFile(jsonLines: Array(json.utf8), file: "p.jsonl")
    #expect(lines.records.count == 1)
    #expect(lines.prompts(caseID: "x", slice: 5)[0].box == PromptBox(x0: 1, y0: 2, x1: 3, y1: 4))
  }

  private func problems(_ read: () throws -> PromptFile) -> [String] {
    do {
      _ = try read()
      return []
    } catch {
      return "\(error)".split(separator: "\n").map(String.init)
    }
  }

  @Test func namesEveryMistakeOfJSONLines() {
    let text = """
      {"case":"a","slice":1,"box":[1,2,3,4]}
      {"case":"a","slice":1,"box":[1,2,3,4]
      {"slice":1,"box":[1,2,3,4]}
      {"case":"a","box":[1,2,3,4]}
      {"case":"a","slice":1}
      {"case":"a","slice":1,"box":[9,2,9,4]}
      {"case":"a","slice":1,"box":[NaN,2,3,4]}
      {"case":"a","slice":1,"points":[[1,2]]}
      {"case":"a","slice":1,"points":[[1,2]],"point_labels":[2]}
      {"case":"a","slice":1,"label":0,"box":[1,2,3,4]}
      {"case":"a","slice":1,"box":[1,2,3]}
      {"case":"a","slice":1,"points":[[1]],"point_labels":[1]}
      {"case":"a","slice":"one","box":[1,2,3,4]}
      {"case":"a","slice":-1,"box":[5,6,3,4]}
      [1,2]
      {"case":"a","slice":1,"box":[1e999,2,3,4]}
      """
    let found = problems { try PromptFile(jsonLines: Array(text.utf8), file: "p.jsonl") }
    let expected = [
      "p.jsonl:2: not JSON", "p.jsonl:3: no case", "p.jsonl:4: no slice",
      "p.jsonl:5: neither box nor points",
      "p.jsonl:6: empty box: x1 (9) is not above x0 (9)", "p.jsonl:7: not JSON: NaN",
      "p.jsonl:8: 1 points but 0 point_labels", "p.jsonl:9: point label 2", "p.jsonl:10: label 0",
      "p.jsonl:11: box has 3 numbers", "p.jsonl:12: point [1.0] has 1 numbers",
      "p.jsonl:13: slice: ", "p.jsonl:14: slice -1", "p.jsonl:14: empty box: x1 (3)",
      "p.jsonl:14: empty box: y1 (4)", "p.jsonl:15: not a prompt", "p.jsonl:16: ",
    ]
    #expect(found.count == expected.count)
    for (line, start) in zip(found, expected) {
      #expect(line.hasPrefix(start), "\(line)")
    }
  }

  @Test func namesEveryMistakeOfCSV() {
    let text = """
      case,slice,label,box,points,point_labels
      a,1,1,1 2 3,,
      a,x,1,1 2 3 4,,
      a,1,1,nan 2 3 4,,
      a,1,1,,1 2;3,1;1
      a,1,1,,1 2,1;x
      a,1,1,one,,
      """
    let found = problems { try PromptFile(csv: Array(text.utf8), file: "p.csv") }
    let expected = [
      "p.csv:2: box has 3 numbers", "p.csv:3: slice is \"x\"", "p.csv:4: box [nan",
      "p.csv:5: point [3.0]", "p.csv:6: point_labels is \"1;x\"", "p.csv:7: box is \"one\"",
    ]
    #expect(found.count == expected.count)
    for (line, start) in zip(found, expected) {
      #expect(line.hasPrefix(start), "\(line)")
    }
    for (bad, start) in [
      ("case,slice\n", "p.csv:1: the header has no column box or points"),
      ("case,box\n", "p.csv:1: the header has no column slice"),
      ("", "p.csv:1: the file is empty"),
      ("case;slice;box\n", "p.csv:1: the columns are separated by semicolons"),
      ("case,slice,box\na,1,\"1 2", "p.csv:2: a quote is opened"),
      ("case,slice,box\na,\"1\"2,\"1 2", "p.csv:2: text after the closing quote"),
    ] {
      let found = problems { try PromptFile(csv: Array(bad.utf8), file: "p.csv") }
      #expect(found.first?.hasPrefix(start) ?? false, "\(found)")
    }
  }

  @Test func listsTwentyMistakes() {
    let text = String(repeating: "{}\n", count: 30)
    let found = problems { try PromptFile(jsonLines: Array(text.utf8), file: "p.jsonl") }
    #expect(found.count == 21)
    #expect(found.last == "… and 70 more")
  }

  @Test func checksAgainstTheScan() throws {
    let text = """
      {"case":"a","slice":0,"box":[-0.5,0,99.5,49]}
      {"case":"a","slice":1,"box":[90,40,100,45]}
      {"case":"a","slice":2,"points":[[5,50]],"point_labels":[1]}
      {"case":"a","slice":9,"points":[[5,5]],"point_labels":[1]}
      {"case":"b","slice":99,"box":[1,2,3,4]}
      """
    let file = try PromptFile(jsonLines: Array(text.utf8), file: "p.jsonl")
    let found = problems {
      try file.checkBounds(caseID: "a", slices: 9, rows: 50, columns: 100)
      return file
    }
    #expect(
      found == [
        "p.jsonl:2: box 90 40 100 45 reaches outside the image of 100 columns × 50 rows (a, slice 1)",
        "p.jsonl:3: point 5 50 is outside the image of 100 columns × 50 rows (a, slice 2)",
        "p.jsonl:4: slice 9 is outside a, which has slices 0 to 8",
      ])
  }

  @Test func missingFileIsAnError() {
    let found = problems { try PromptFile(contentsOf: "/nowhere/p.jsonl") }
    #expect(found == ["/nowhere/p.jsonl: can't open: No such file or directory"])
  }
}
