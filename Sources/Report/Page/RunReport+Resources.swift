extension RunReport {
  /// Where time and memory went.
  var resourceSection: PageSection {
    PageSection(id: "resources", title: "Time and memory", resourceBody)
  }

  private var resourceBody: Markup {
    guard let outcome else {
      return PageSection.missing("There is no metrics.json, which says where time and memory went.")
    }
    return timePlot(outcome) + memoryPlot(outcome)
  }

  private func timePlot(_ outcome: Outcome) -> Markup {
    let stages = (outcome.stages ?? []).filter { $0.seconds > 0 }
    guard !stages.isEmpty else {
      return PageSection.missing("metrics.json says nothing of the stages’ time.")
    }
    let bars = stages.map { stage in
      let busy = stage.busySeconds ?? 0
      let items = stage.items ?? 0
      let each = items > 0 ? ", \((busy / Double(items)).duration) an item" : ""
      return BarChart.Bar(
        name: stage.name, values: [busy, stage.waitingSeconds ?? 0, stage.blockedSeconds ?? 0],
        caption: "busy \(busy.duration)\(each)")
    }
    let longest = stages.map(\.seconds).max() ?? 0
    return PageSection.plot(
      BarChart(
        title: "Seconds of each stage’s workers", axis: .time(to: longest, title: "workers’ time"),
        parts: BarChart.Part.activities, bars: bars),
      "Where time went",
      """
      Time of all workers of a stage. Stages work side by side, so that the times add up to more \
      than the wall time\(outcome.seconds.map { " of \($0.duration)" } ?? ""). \
      \(bottleneckSentence ?? "")
      """)
  }

  private func memoryPlot(_ outcome: Outcome) -> Markup {
    var bars: [BarChart.Bar] = []
    if let bytes = outcome.peakBudgetBytes {
      bars.append(.init(name: "slices", values: [Double(bytes)], caption: bytes.bytes))
    }
    if let bytes = outcome.peakResidentBytes, bytes > 0 {
      bars.append(.init(name: "whole process", values: [Double(bytes)], caption: bytes.bytes))
    }
    guard !bars.isEmpty else {
      return PageSection.missing("metrics.json says nothing of memory.")
    }
    let limit = outcome.budgetBytes.map(Double.init)
    let most = max(bars.flatMap(\.values).max() ?? 0, limit ?? 0)
    return PageSection.plot(
      BarChart(
        title: "Memory at most", axis: .bytes(to: most, title: "bytes"), parts: ["at most"],
        bars: bars, limit: limit.map { ($0, "budget \($0.integer.bytes)") }),
      "Where memory went",
      """
      At most at any moment: what slices on their way were admitted with, which the budget limits, \
      and what the whole process had resident, the model’s weights and the program included.
      """)
  }
}
