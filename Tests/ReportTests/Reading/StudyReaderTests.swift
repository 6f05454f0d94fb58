import Foundation
import Testing

@testable import Report

struct StudyReaderTests {
  private static let manifest = """
    {"title":"UNets on SAM’s labels","notes":["They come close.","Note <b>two</b>."],
     "tables":[{"title":"Table 1. Data sets","file":"table-1.csv","note":"Volumes & slices."}],
     "figures":[{"title":"Figure 1. Pipeline","file":"figure-1.svg","narrow":"figure-1-narrow.svg",
                 "caption":"From left to right."},
                {"title":"Figure 2. Results","file":"figure-2.svg"}]}
    """
  private static let table = """
    \u{FEFF}task,volumes,"Dice, SAM",loss,remark
    Liver,131,0.969,-0.5,"says ""good"" <script>"
    Lung,,< 0.01,,
    Colon,126

    """

  private static let flow = FlowChart(
    title: "Pipe & \"line\"", stages: [[.init(name: "a<b", detail: "", series: 0)]], arrows: [])

  private func folder(_ changes: [String: String?] = [:]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("{}", "run.json")
    let files: [String: String?] = [
      "study.json": Self.manifest, "table-1.csv": Self.table,
      "figure-1.svg": Self.flow.file(width: 760), "figure-1-narrow.svg": Self.flow.file(width: 328),
      "figure-2.svg": Self.flow.picture(),
    ]
    for (name, text) in files.merging(changes, uniquingKeysWith: { $1 }) {
      if let text { try folder.write(text, "study/\(name)") }
    }
    return folder
  }

  @Test("A study is the first section, with its tables and figures")
  func whole() throws {
    let folder = try folder()
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    #expect(report.problems.isEmpty)
    let study = try #require(report.study)
    #expect(study.tables[0].columns == ["task", "volumes", "Dice, SAM", "loss", "remark"])
    #expect(study.tables[0].rows[0] == ["Liver", "131", "0.969", "-0.5", "says \"good\" <script>"])
    #expect(study.figures[0].description == "Pipe & \"line\". a<b")
    #expect(study.figures[0].picture.width == 760 && study.figures[0].narrow?.width == 328)
    #expect(study.figures[1].narrow == nil)
    let elements = try Elements(try report.page())
    #expect(elements.named("section").first?.attributes["id"] == "study")
    #expect(elements.named("a").contains { $0.attributes["href"] == "#study" })
    #expect(elements.named("script").count == 1)
    let heads = elements.named("th").filter { $0.attributes["scope"] == "col" }
    #expect(heads.map { $0.classes.contains("n") } == [false, true, true, true, false])
    #expect(elements.named("p").map(\.text).contains("Note <b>two</b>."))
    let images = elements.named("img")
    #expect(
      images.map { $0.attributes["alt"] } == Array(repeating: "Pipe & \"line\". a<b", count: 2))
    let prefix = "data:image/svg+xml;base64,"
    for (image, text) in zip(images, [Self.flow.file(width: 760), Self.flow.picture()]) {
      let source = try #require(image.attributes["src"])
      #expect(source.hasPrefix(prefix))
      let data = try #require(Data(base64Encoded: String(source.dropFirst(prefix.count))))
      #expect(String(decoding: data, as: UTF8.self) == text)
    }
    #expect(elements.named("source").first?.attributes["media"] == "(max-width:640px)")
  }

  @Test("Without study.json there is no such section, whatever else is there")
  func none() throws {
    let folder = try folder(["study.json": nil])
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    #expect(report.study == nil && report.problems.isEmpty)
    #expect(!(try report.page()).contains("id=\"study\""))
  }

  @Test(
    "A file that is missing or broken is named, and the rest is shown",
    arguments: [
      ("table-1.csv", nil, "study/table-1.csv is not there"),
      ("table-1.csv", "", "study/table-1.csv is empty"),
      ("table-1.csv", "a,b\n1,\"2", "study/table-1.csv is damaged at line 2"),
      ("figure-1.svg", nil, "study/figure-1.svg is not there"),
      ("figure-1-narrow.svg", nil, "study/figure-1-narrow.svg is not there"),
      ("figure-1.svg", "", "study/figure-1.svg is empty"),
      ("figure-1.svg", "<html><svg viewBox=\"0 0 1 1\"></svg></html>", "is no SVG picture"),
      ("figure-1.svg", "<svg width=\"3\"></svg>", "without the viewBox"),
      ("figure-1.svg", "<svg viewBox=\"0 0 1e300 nan\"></svg>", "without the viewBox"),
      ("figure-1.svg", "<svg viewBox=\"0 0 3 4\"><g>", "ends before its picture does"),
      ("study.json", "{\"tables\":3}", "study/study.json is not as a run writes it"),
      ("study.json", "{", "study/study.json is not as a run writes it"),
    ] as [(String, String?, String)])
  func broken(name: String, text: String?, problem: String) throws {
    let folder = try folder([name: text])
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    #expect(report.problems.count == 1)
    #expect(report.problems.contains { $0.contains(problem) }, "\(report.problems)")
    let page = try report.page()
    _ = try Elements(page)
    #expect(page.contains("What could not be read"))
    if name != "study.json" { #expect(page.contains("They come close.")) }
  }

  @Test(
    "Names that could mean a file elsewhere are refused",
    arguments: ["../run.json", "/etc/passwd", "a/b.csv", "", ".", "..", ".hidden", "a\\\\b.csv"])
  func names(name: String) throws {
    let folder = try folder([
      "study.json": """
      {"tables":[{"title":"t","file":"\(name)"}],"figures":[{"title":"f","file":"\(name)"}]}
      """
    ])
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    #expect(report.study?.tables.isEmpty == true && report.study?.figures.isEmpty == true)
    #expect(report.problems.count == 2)
    #expect(report.problems.allSatisfy { $0.contains("names without slashes") })
  }

  @Test("Of a long table the first rows are shown, and how many there are")
  func longTable() throws {
    let rows = (0..<1234).map { "case \($0),\($0)\n" }.joined()
    let folder = try folder(["table-1.csv": "case,n\n" + rows])
    defer { folder.remove() }
    let report = try RunReport(folder: folder.path)
    #expect(report.study?.tables.first?.rows.count == Study.mostRows)
    #expect(try report.page().contains("The first 500 of 1234 rows."))
  }

  @Test("A large figure arrives whole, and one that is too large is named")
  func largeFigure() throws {
    let text = "<svg viewBox=\"0 0 3 4\">" + String(repeating: "<g/>", count: 200_000) + "</svg>"
    let folder = try folder(["figure-2.svg": text])
    defer { folder.remove() }
    let page = try RunReport(folder: folder.path).page()
    #expect(page.contains(Data(text.utf8).base64EncodedString()))
    #expect(throws: SVGHead.Damage.self) {
      _ = try SVGHead("\(folder.path)/study/figure-2.svg", mostBytes: 500_000)
    }
  }

  @Test("A figure that is gone when the page is written leaves a sentence")
  func lostFigure() throws {
    let folder = try folder()
    let report = try RunReport(folder: folder.path)
    folder.remove()
    let page = try report.page()
    _ = try Elements(page)
    #expect(page.contains("the picture can’t be read."))
  }

  @Test(
    "A column of numbers is one whose filled cells all begin as numbers do",
    arguments: [
      (["1", "", "-0.5", "< 0.01"], true), (["", ""], false), (["1", "x"], false),
      (["–", "0.3"], true), (["–"], false), ([], false),
    ])
  func numeric(cells: [String], expected: Bool) {
    #expect(RunReport.isNumeric(cells) == expected)
  }
}
