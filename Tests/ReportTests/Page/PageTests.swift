import Foundation
import Testing

@testable import Report

struct PageTests {
  private static let hostile = "\"'><img src=\"http://evil.example/x\" onerror=\"alert(1)\"/>&nbsp;"

  /// A report in which every text is `text`.
  private func report(saying text: String) -> RunReport {
    var report = RunReport(name: text)
    var request = Request()
    request.version = text
    request.command = [text, "--option", text]
    request.graph = "name: \(text)\nstages:\n  \(text)"
    request.started = text
    report.request = request
    var outcome = Outcome()
    outcome.status = text
    outcome.seconds = 5
    outcome.completeCases = 1
    outcome.bottleneck = text
    var stage = Outcome.Stage(name: text)
    stage.busySeconds = 3
    stage.units = .init(reused: 1, reasons: [text])
    outcome.stages = [stage]
    outcome.budgetBytes = 1 << 20
    outcome.peakBudgetBytes = 1 << 19
    report.outcome = outcome
    var timeline = Timeline()
    timeline.stageNames = [text]
    timeline.sessions = [
      .init(number: 1, start: 0), .init(number: 2, start: 1, started: text),
    ]
    timeline.intervals = [
      .init(start: 0, end: 1, budget: 1000, stages: [.init(busy: 1)]),
      .init(start: 1, end: 2, budget: 2000, stages: [.init(busy: 0.5, waiting: 0.5, depth: 1)]),
    ]
    report.timeline = timeline
    report.scores = ["a", "b"].map { kind in
      var collector = ScoreCollector(prompts: text + kind)
      for (slice, dice) in [(Int?.some(0), Double?.some(0.5)), (1, nil), (nil, 0.5)] {
        for label in ["1", "2", "all"] {
          collector.add(
            .init(
              caseID: text, slice: slice, label: text + label, labelValue: label, dice: dice,
              predictedPixels: 3, isReferenceEmpty: dice == nil))
        }
      }
      return collector.finish()
    }
    var estimates = PromptEstimates(prompts: text)
    estimates.masks = 1
    estimates.predictedIoU.add(0.5)
    estimates.leftOut = [text: 1]
    report.estimates = [estimates]
    report.gallery.slices = [
      .init(
        caseID: text, slice: 1, rank: text,
        pictures: [.init(prompts: text, file: "/nonexistent/\(text)", width: 1, height: 1)])
    ]
    report.quarantine.add(.init(case: text, slice: 1, stage: text, error: text, advice: text))
    report.trainings = [
      .init(
        model: text,
        epochs: [
          .init(epoch: 1, loss: 0.9, validationDice: 0.2),
          .init(epoch: 2, loss: 0.5, validationDice: nil),
        ])
    ]
    var study = Study()
    study.title = text
    study.notes = [text]
    study.tables = [.init(title: text, note: text, columns: [text], rows: [[text]])]
    study.figures = [
      .init(
        title: text, caption: text, description: text,
        picture: .init(file: "/nonexistent/\(text)", width: 3, height: 4))
    ]
    report.study = study
    report.problems = [text]
    return report
  }

  @Test("Texts from files never become elements, whatever they say")
  func hostileTexts() throws {
    let plain = try Elements(try report(saying: "plain").page())
    let hostile = try Elements(try report(saying: Self.hostile).page())
    #expect(hostile.all.map(\.name) == plain.all.map(\.name))
    #expect(
      hostile.all.map { $0.attributes.keys.sorted() }
        == plain.all.map { $0.attributes.keys.sorted() })
    #expect(hostile.named("script").count == 1)
  }

  @Test("The page asks nothing of the network")
  func noRequests() throws {
    for page in [
      try report(saying: "plain").page(), try report(saying: Self.hostile).page(),
      try RunReport(name: "empty").page(),
    ] {
      let elements = try Elements(page)
      for element in elements.all {
        for name in ["src", "href", "srcset", "action", "data", "poster", "xlink:href"] {
          guard let value = element.attributes[name] else { continue }
          #expect(value.hasPrefix("#") || value.hasPrefix("data:"), "\(name)=\(value)")
        }
        #expect(!(element.attributes["style"] ?? "").contains("url("))
        #expect(!["link", "iframe", "object", "embed", "base"].contains(element.name))
      }
      let style = elements.named("style").map(\.text).joined()
      #expect(!style.isEmpty && !style.contains("url(") && !style.contains("@import"))
      let script = elements.named("script").map(\.text).joined()
      #expect(!script.isEmpty && !script.contains("http") && !script.contains("fetch"))
      let policy = elements.named("meta").first {
        $0.attributes["http-equiv"] == "Content-Security-Policy"
      }
      #expect(policy?.attributes["content"]?.hasPrefix("default-src 'none'") == true)
    }
  }

  @Test("Headings, tables and pictures can be followed without seeing them")
  func accessible() throws {
    let elements = try Elements(try report(saying: "plain").page())
    #expect(elements.named("html").first?.attributes["lang"] == "en")
    #expect(elements.named("h1").count == 1)
    for image in elements.named("img") { #expect(image.attributes["alt"]?.isEmpty == false) }
    for chart in elements.named("svg") {
      #expect(chart.attributes["role"] == "img")
      #expect(chart.attributes["aria-label"]?.isEmpty == false)
    }
    #expect(elements.named("th").allSatisfy { $0.attributes["scope"] != nil })
    #expect(elements.named("table").allSatisfy { $0.attributes["aria-label"] != nil })
    // Boxes that scroll must be reachable with the keyboard.
    #expect(elements.of("scroll").allSatisfy { $0.attributes["tabindex"] == "0" })
    let ids = elements.all.compactMap { $0.attributes["id"] }
    #expect(ids.count == Set(ids).count)
    for link in elements.named("a") {
      #expect(ids.contains(String(try #require(link.attributes["href"]).dropFirst())))
    }
  }

  /// Relative luminance of `#rrggbb` (WCAG 2.2).
  private func luminance(_ colour: Substring) -> Double {
    let value = Int(colour.dropFirst().prefix(6), radix: 16) ?? 0
    let channels = [value >> 16 & 255, value >> 8 & 255, value & 255].map { byte -> Double in
      let share = Double(byte) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  private func colours(_ text: String) -> [Substring: Substring] {
    let pairs = text.split(separator: ";").map { $0.split(separator: ":") }
    return Dictionary(
      pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
  }

  @Test(
    "Text stands out from the page by 4.5 : 1 at least, what charts draw by 3 : 1",
    arguments: [
      ChartStyle.light + PageStyle.lightVerdicts, ChartStyle.dark + PageStyle.darkVerdicts,
    ])
  func contrast(scheme: String) throws {
    let colours = colours(scheme)
    let paper = luminance(try #require(colours["--paper"]))
    func contrast(_ name: String) throws -> Double {
      let other = luminance(try #require(colours[name[...]]))
      return (max(paper, other) + 0.05) / (min(paper, other) + 0.05)
    }
    for name in ["--ink", "--soft", "--good", "--warn", "--bad"] {
      #expect(try contrast(name) >= 4.5, "\(name)")
    }
    for name in ["--busy", "--blocked", "--limit"] + (0..<8).map({ "--s\($0)" }) {
      #expect(try contrast(name) >= 3, "\(name)")
    }
  }

  @Test("A picture that is gone when the page is written leaves a sentence")
  func lostPicture() throws {
    let page = try report(saying: "plain").page()
    #expect(page.contains("plain: the picture can’t be read."))
  }

  @Test("What the writer throws ends the page")
  func failingWriter() {
    struct Full: Error {}
    var pieces = 0
    #expect(throws: Full.self) {
      try report(saying: "plain").writePage { _ in
        pieces += 1
        if pieces == 3 { throw Full() }
      }
    }
    #expect(pieces == 3)
  }

  @Test(
    "The end of the run is said in words",
    arguments: [
      ("done", "all that was asked for came through"),
      ("partlyQuarantined", "1 case was set aside"),
      ("allQuarantined", "every case was set aside"), ("stopped", "what was finished is kept"),
      ("x", "Ended as “x”"),
    ])
  func verdicts(status: String, sentence: String) {
    var report = RunReport(name: "run")
    report.outcome = Outcome()
    report.outcome?.status = status
    report.outcome?.quarantined = 1
    #expect(report.verdict.sentence.contains(sentence))
    #expect(RunReport(name: "run").verdict.sentence.contains("Not finished"))
  }

  @Test("A command is printed as a shell takes it")
  func commands() {
    #expect(
      RunReport.commandLine(["label", "--dataset", "my scans", "--note", "it's", ""])
        == "sluice label \\\n  --dataset 'my scans' \\\n  --note 'it'\\''s' ''")
  }
}
