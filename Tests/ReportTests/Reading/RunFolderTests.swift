import Foundation
import Imaging
import Testing

@testable import Report

struct RunFolderTests {
  private static let files: [(name: String, text: String)] = [
    (
      "run.json",
      """
      {"command":["label","--dataset","my scans","--out","x"],"graph":"name: spleen study\\n",
       "memory":2147483648,"started":"2026-11-24T11:02:03Z","threads":2,"version":"0.1.0"}
      """
    ),
    (
      "metrics.json",
      """
      {"status":"partlyQuarantined","seconds":12.5,"completeCases":3,"quarantined":1,
       "budgetBytes":2147483648,"peakBudgetBytes":1048576,"peakResidentBytes":104857600,
       "bottleneck":"encoder","resumed":true,"stages":[
       {"name":"encoder","workers":1,"items":60,"failures":0,"busySeconds":9.0,
        "waitingSeconds":0.5,"blockedSeconds":0.5,"peakQueueDepth":2,
        "units":{"reused":40,"redone":20,"new":0,"reasons":["option checkpoint changed"]}}]}
      """
    ),
    (
      "timeline.jsonl",
      """
      {"t":1,"budget":1048576,"stages":[{"name":"encoder","items":5,"busy":0.9,"waiting":0.1,\
      "blocked":0,"depth":2}]}

      """
    ),
    (
      "quarantine.jsonl",
      """
      {"case":"spleen_009","slice":3,"stage":"volumes","error":"truncated","advice":"copy it again"}

      """
    ),
    (
      "labels/box/scores.csv",
      """
      level,case,slice,label,name,dice,iou,predicted_pixels,reference_pixels,reference
      slice,spleen_001,0,1,spleen,0.81234,0.7,10,10,present
      slice,spleen_001,1,1,spleen,,,3,0,empty
      volume,spleen_001,,1,spleen,0.81234,0.7,10,10,present

      """
    ),
    (
      "labels/box/provenance.csv",
      """
      case,row,slice,label,component,prompt,predicted_iou,stability,pixels,kept
      spleen_001,0,0,1,1,box,0.90000,0.80000,10,yes
      spleen_001,1,1,1,1,box,0.10000,0.20000,3,no: predicted-iou

      """
    ),
  ]

  /// What the page says where a file is missing.
  private static let missing = [
    "run.json": "There is no run.json",
    "metrics.json": "There is no metrics.json: the run is not finished",
    "timeline.jsonl": "timeline.jsonl is missing or has too little",
    "quarantine.jsonl": "1 case set aside, but quarantine.jsonl is not there",
    "labels/box/scores.csv": "There are no scores",
    "labels/box/provenance.csv": "There is no provenance.csv",
    "overlays/box/spleen_001_000.png": "There are no pictures",
  ]

  private func folder(without missing: String? = nil) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for file in Self.files where file.name != missing { try folder.write(file.text, file.name) }
    let picture = "overlays/box/spleen_001_000.png"
    if picture != missing {
      try PNG.write(
        Plane<UInt8>(rows: 6, columns: 8, repeating: 128), to: try folder.write("", picture))
    }
    return folder
  }

  @Test("A whole run folder is read and shown")
  func whole() throws {
    let folder = try folder()
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    #expect(report.problems.isEmpty)
    #expect(report.outcome?.stages?.first?.units?.redone == 20)
    #expect(report.estimates.first?.leftOut == ["no: predicted-iou": 1])
    #expect(report.gallery.slices.first?.pictures.first?.dice == 0.81234)
    let page = try report.page()
    _ = try Elements(page)
    for text in [
      "Finished; 1 case was set aside.", "Graph “spleen study”", "2026-11-24, 11:02 UTC", "2 GiB",
      "--dataset &#39;my scans&#39;", "option checkpoint changed", "busy 90 % of the time", "0.812",
      "copy it again", "spleen_009", "predicted-iou: 1", "data:image/png;base64,iVBOR",
      "This session continued an earlier one.",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    for sentence in Self.missing.values { #expect(!page.contains(sentence), "\(sentence)") }
  }

  @Test("Cases that were finished before are not said to be labelled by this session")
  func reusedCases() throws {
    let folder = try folder()
    defer { folder.remove() }
    #expect(try RunReport(folder: folder.path).page().contains("It labelled 3 cases in"))
    for (reused, sentence) in [
      (1, "1 case was finished before"), (3, "3 cases were finished before"),
    ] {
      try folder.write(
        #"{"status":"finished","seconds":1,"completeCases":3,"reusedCases":\#(reused),"resumed":true}"#,
        "metrics.json")
      let page = try RunReport(folder: folder.path).page()
      #expect(page.contains("It labelled \(3 - reused) case"), "\(reused)")
      #expect(page.contains(sentence), "\(reused)")
    }
  }

  @Test("A session that has not come to its end has no outcome, though an earlier one left its own")
  func underWay() throws {
    let folder = try folder()
    defer { folder.remove() }
    for (phase, isOver) in [("running", false), ("stopping", false), ("ended", true)] {
      try folder.write(#"{"phase":"\#(phase)","process":1}"#, "status.json")
      let report = try RunReport(folder: folder.path)
      #expect((report.outcome != nil) == isOver, "\(phase)")
      #expect(try report.page().contains("Not finished: the run is still going") != isOver)
    }
  }

  @Test("Where there are several labels, the page says which colour is which")
  func labelColours() throws {
    let folder = try folder()
    defer { folder.remove() }
    #expect(try !RunReport(folder: folder.path).page().contains("class=\"colours\""))
    try folder.write(
      """
      # ITK-SNAP label description file
      0 0 0 0 0 0 0 "Clear Label"
      1 86 180 233 1 1 1 "liver"
      2 230 159 0 1 1 1 "left <big> kidney"
      bad 1 2
      """, "labels/box/labels.txt")
    let report = try RunReport(folder: folder.path)
    #expect(report.gallery.labels.map(\.colour) == ["#56b4e9", "#e69f00"])
    let page = try report.page()
    _ = try Elements(page)
    #expect(page.contains("<i style=\"background:#e69f00\"></i>left &lt;big&gt; kidney</li>"))
  }

  @Test("A missing file leaves its part out with a sentence", arguments: missing.keys.sorted())
  func withoutFile(name: String) throws {
    let folder = try folder(without: name)
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    #expect(report.problems.isEmpty)
    let page = try report.page()
    _ = try Elements(page)
    #expect(page.contains(try #require(Self.missing[name])))
  }

  @Test("A damaged file is named and the rest is shown", arguments: files.map(\.name))
  func damaged(name: String) throws {
    for garbage in ["{\"status\":[1,2", "\u{0}\u{FFFF}\n\"", "[[[[", "[{\"seconds\":\"x\"}]\n"] {
      let folder = try folder()
      defer { folder.remove() }
      try folder.write(garbage, name)
      let report = try RunReport(folder: folder.path)
      let page = try report.page()
      _ = try Elements(page)
      // A torn last line is what a killed program leaves.
      if !name.hasSuffix(".jsonl") || garbage.hasSuffix("\n") {
        #expect(report.problems.contains { $0.contains(name) }, "\(garbage)")
        #expect(page.contains("What could not be read"))
      }
    }
  }

  @Test(
    "Figures that make no sense do no harm",
    arguments: ["9223372036854775807", "-9223372036854775808", "1e300", "-1e300", "0"])
  func absurd(number: String) throws {
    let folder = try folder()
    defer { folder.remove() }
    // 1e300 is no whole number: where one is wanted, the file is refused instead.
    let whole = number.contains("e") ? "7" : number
    try folder.write(
      """
      {"seconds":\(number),"budgetBytes":\(whole),"peakBudgetBytes":\(whole),"completeCases":\(whole),
       "peakResidentBytes":\(whole),"quarantined":\(whole),"bottleneck":"a","stages":[
       {"name":"a","items":\(whole),"busySeconds":\(number),"waitingSeconds":\(number),
        "blockedSeconds":-1,"peakQueueDepth":\(whole),"units":{"reused":\(whole)}}]}
      """, "metrics.json")
    try folder.write("{\"memory\":\(whole),\"threads\":\(whole)}", "run.json")
    let report = try RunReport(folder: folder.path)
    #expect(report.problems.isEmpty)
    _ = try Elements(try report.page())
  }

  @Test("A run that only trains shows its curve, and nothing about labels that it was not to make")
  func training() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("{\"status\":\"done\",\"seconds\":60,\"completeCases\":5}", "metrics.json")
    try folder.write(
      """
      epoch,loss,learning_rate,gradient_norm,validation_dice
      1,0.9,0.01,3,0.25
      2,0.5,0.01,2,0.75
      3,0.4,0.01,2,0.75
      4,0.3,0.01,1,

      """, "models/liver/learning-curve.csv")
    let report = try RunReport(folder: folder.path)
    #expect(report.problems.isEmpty)
    // The first of two epochs that are as good is the one that is kept.
    #expect(report.trainings.map(\.best?.epoch) == [2])
    let page = try report.page()
    let elements = try Elements(page)
    for text in [
      "Training run", "best in epoch 2 with 0.750", ">validation Dice</dt><dd>", "Learning curve",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(elements.named("svg").contains { $0.attributes["class"]?.contains("chart") == true })
    for text in ["Labelling run", "There are no scores", "There are no pictures", "It labelled"] {
      #expect(!page.contains(text), "\(text)")
    }
    // Whatever stands in the table, the page is written.
    try folder.write(
      """
      epoch,loss,learning_rate,gradient_norm,validation_dice
      -9223372036854775808,nan,0.01,3,inf
      9223372036854775807,inf,0.01,3,nan
      1,-1e300,,,1e300

      """, "models/astray/learning-curve.csv")
    try folder.write("epoch,los\n\"", "models/damaged/learning-curve.csv")
    let odd = try RunReport(folder: folder.path)
    #expect(odd.trainings.count == 2 && odd.problems.count == 1)
    _ = try Elements(try odd.page())
    // Labels beside it make it a labelling run again.
    try folder.write("a\n", "labels/box/provenance.csv")
    try PNG.write(
      Plane<UInt8>(rows: 6, columns: 8, repeating: 128),
      to: try folder.write("", "overlays/box/spleen_001_000.png"))
    #expect(try RunReport(folder: folder.path).page().contains("Labelling run"))
  }

  @Test("What is no run folder is refused")
  func noRun() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    #expect(throws: RunReportError.noRun(folder.path)) { try RunReport(folder: folder.path) }
    #expect(throws: RunReportError.noFolder("\(folder.path)/x")) {
      try RunReport(folder: "\(folder.path)/x")
    }
    let file = try folder.write("", "file")
    #expect(throws: RunReportError.noFolder(file)) { try RunReport(folder: file) }
  }

  @Test("A report survives its own JSON")
  func codable() throws {
    let folder = try folder()
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    let copy = try JSONDecoder().decode(
      RunReport.self, from: try JSONEncoder().encode(report))
    #expect(copy.scores == report.scores && copy.outcome == report.outcome)
    #expect(try copy.page().count == report.page().count)
  }

  @Test("Of thousands of cases set aside, the first 200 are listed and all are counted")
  func manySetAside() throws {
    let folder = try folder()
    defer { folder.remove() }
    let lines = (0..<5000).map {
      "{\"case\":\"c\($0)\",\"stage\":\"s\($0 % 900)\",\"error\":\"e\"}\n"
    }
    try folder.write(lines.joined(), "quarantine.jsonl")
    let report = try RunReport(folder: folder.path)
    #expect(report.quarantine.count == 5000)
    #expect(report.quarantine.items.count == Quarantine.mostItems)
    #expect(report.quarantine.countByStage.count == 256)
    #expect(try report.page().contains("The first 200 are listed"))
  }
}
