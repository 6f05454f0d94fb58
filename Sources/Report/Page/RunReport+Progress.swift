extension RunReport {
  /// How it went: the end, what was taken over from earlier, and each stage's account.
  var progressSection: PageSection {
    PageSection(id: "went", title: "How it went", progressBody)
  }

  private var progressBody: Markup {
    guard let outcome else {
      return PageSection.missing(
        "There is no metrics.json: the run is not finished, or it was killed.")
    }
    var sentences = [verdict.sentence]
    if outcome.resumed == true { sentences.append("This session continued an earlier one.") }
    if outcome.resumed == false { sentences.append("The run went through in one session.") }
    if let seconds = outcome.seconds {
      let reused = outcome.reusedCases ?? 0
      let made = outcome.completeCases.map { max($0 - reused, 0) }
      let cases = made.map { "\(counted($0, "case")) in " } ?? ""
      let did = isLabelling ? "labelled" : "went through"
      let before =
        reused > 0
        ? "; \(counted(reused, "case")) \(reused == 1 ? "was" : "were") finished before" : ""
      sentences.append("It \(did) \(cases)\(seconds.duration)\(before).")
    }
    sentences += bottleneckSentence.map { [$0] } ?? []
    let stages = outcome.stages ?? []
    return "<p>\(sentences.joined(separator: " "))</p>\n"
      + (stages.isEmpty ? "" : stageTable(stages)) + unitTable(stages)
  }

  /// Which stage the others waited for.
  var bottleneckSentence: String? {
    guard let name = outcome?.bottleneck else { return nil }
    let stage = outcome?.stages?.first { $0.name == name }
    let share = stage.flatMap { $0.seconds > 0 ? ($0.busySeconds ?? 0) / $0.seconds : nil }
    let busy = share.map { ", busy \($0.percent) of the time" } ?? ""
    return "The pace was set by the stage “\(name)”\(busy)."
  }

  private func stageTable(_ stages: [Outcome.Stage]) -> Markup {
    func share(_ part: Double?, _ stage: Outcome.Stage) -> Markup {
      guard let part, stage.seconds > 0 else { return "–" }
      return "\((part / stage.seconds).percent)"
    }
    return PageTable(
      caption:
        "Stages in the order of the graph. Their workers are busy, wait for input, or are blocked by the "
        + "stage after.",
      columns: [
        .text("stage"), .number("items"), .number("failures"), .number("workers"),
        .number("busy"), .number("waiting"), .number("blocked"),
        .number("longest queue, at any moment"),
      ],
      rows: stages.map { stage in
        [
          "\(stage.name)", PageTable.number(stage.items), PageTable.number(stage.failures),
          PageTable.number(stage.workers), share(stage.busySeconds, stage),
          share(stage.waitingSeconds, stage), share(stage.blockedSeconds, stage),
          PageTable.number(stage.peakQueueDepth),
        ]
      }
    ).markup
  }

  /// What was taken over and what was done again; nothing if the run keeps no account of it.
  private func unitTable(_ stages: [Outcome.Stage]) -> Markup {
    let accounted = stages.compactMap { stage in stage.units.map { (stage.name, $0) } }
    guard !accounted.isEmpty else { return "" }
    return PageTable(
      caption: "What became of the units of work, one for each case, in this session.",
      columns: [
        .text("stage"), .number("finished before"), .number("made again"), .number("new"),
        .number("set aside"), .prose("why they were made again"),
      ],
      rows: accounted.map { name, units in
        [
          "\(name)", PageTable.number(units.reused), PageTable.number(units.redone),
          PageTable.number(units.new), PageTable.number(units.setAside),
          "\((units.reasons ?? []).joined(separator: "; "))",
        ]
      }
    ).markup
  }
}
