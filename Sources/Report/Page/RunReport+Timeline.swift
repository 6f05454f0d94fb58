extension RunReport {
  /// How the run went over time.
  var timelineSection: PageSection {
    PageSection(id: "timeline", title: "Timeline", timelineBody)
  }

  private var timelineBody: Markup {
    guard let timeline else {
      return PageSection.missing(
        "timeline.jsonl is missing or has too little, so that it is not known how the run went over time."
      )
    }
    let breaks = timeline.sessions.dropFirst().map(\.start)
    let axis = Axis.time(to: timeline.seconds)
    let edges = [0] + timeline.intervals.map(\.end)
    return sessions(timeline)
      + PageSection.plot(
        activity(timeline, axis, edges, breaks), "What each stage did",
        """
        The share of its workers’ time that a stage worked, waited for input, or was blocked \
        because the stage after it was full. The figures are means over the run.
        """)
      + PageSection.plot(
        queues(timeline, axis, edges, breaks), "How long the queues were",
        """
        Items waiting in front of each stage, in the longest of its queues, as seen once a second \
        and later less often; the top of a strip is the length that stands beside it. Queues fill \
        before the stage that is slowest.
        """)
      + PageSection.plot(
        budget(timeline, breaks), "What slices on their way were admitted with",
        "\(budgetCaption(timeline))")
  }

  private func sessions(_ timeline: Timeline) -> Markup {
    guard timeline.sessions.count > 1 else { return "" }
    let items = timeline.sessions.map { session -> String in
      let started = session.started.map { ", started \(Self.readable($0))" } ?? ""
      return "session \(session.number) from \(session.start.duration)\(started)"
    }
    return """
      <p>The run was continued: \(items.joined(separator: "; ")). Dotted lines mark where. Pauses \
      between sessions are left out.</p>

      """
  }

  private func activity(
    _ timeline: Timeline, _ axis: Axis, _ edges: [Double], _ breaks: [Double]
  ) -> StripChart {
    let parts: [KeyPath<Timeline.Share, Double>] = [\.busy, \.waiting, \.blocked]
    let rows = timeline.stageNames.enumerated().map { index, name in
      let shares = timeline.intervals.map { $0.share(index) }
      let all = shares.map(\.seconds).reduce(0, +)
      let busy = all > 0 ? shares.map(\.busy).reduce(0, +) / all : 0
      return StripChart.Row(
        name: name, caption: "busy \(busy.percent)", most: 1,
        layers: parts.map { part in
          shares.map { $0.seconds > 1e-9 ? $0[keyPath: part] / $0.seconds : 0 }
        })
    }
    return StripChart(
      title: "Share of time that stages were busy, waiting and blocked over the run",
      summary: rows.map { "\($0.name): \($0.caption)" }.joined(separator: "; "), axis: axis,
      edges: edges, layers: BarChart.Part.activities, rows: rows, breaks: breaks)
  }

  private func queues(
    _ timeline: Timeline, _ axis: Axis, _ edges: [Double], _ breaks: [Double]
  ) -> StripChart {
    let rows = timeline.stageNames.enumerated().map { index, name in
      let depths = timeline.intervals.map { Double($0.share(index).depth) }
      let most = depths.max() ?? 0
      return StripChart.Row(
        name: name, caption: "at most \(most.integer.grouped)", most: max(most, 1), layers: [depths]
      )
    }.filter { $0.caption != "at most 0" }
    return StripChart(
      title: "Queue lengths of stages over the run",
      summary: rows.map { "\($0.name): \($0.caption)" }.joined(separator: "; "), axis: axis,
      edges: edges, layers: ["items"], rows: rows, breaks: breaks)
  }

  private var budgetLimit: Int? { outcome?.budgetBytes ?? request?.memory }

  /// A limit far above what was held would press the curve flat.
  private func isLimitInside(_ timeline: Timeline) -> Bool {
    let most = timeline.intervals.map(\.budget).max() ?? 0
    return budgetLimit.map { Double($0) <= 2 * Double(max(most, 1)) } ?? false
  }

  private func budget(_ timeline: Timeline, _ breaks: [Double]) -> LineChart {
    let most = Double(timeline.intervals.map(\.budget).max() ?? 0)
    let limit = isLimitInside(timeline) ? budgetLimit.map(Double.init) : nil
    let points = timeline.intervals.flatMap { interval in
      [interval.start, interval.end].map { LineChart.Point(x: $0, y: Double(interval.budget)) }
    }
    return LineChart(
      title: "Bytes that slices on their way were admitted with, at most \(most.integer.bytes)",
      horizontal: .time(to: timeline.seconds),
      vertical: .bytes(to: max(most * 1.1, (limit ?? 0) * 1.1), title: ""),
      series: [.init(name: "admitted", points: points, style: .area)],
      limit: limit.map { ($0, "budget \($0.integer.bytes)") }, breaks: breaks)
  }

  private func budgetCaption(_ timeline: Timeline) -> String {
    let most = timeline.intervals.map(\.budget).max() ?? 0
    let held =
      "Bytes admitted for slices and everything made of them, the most that they can come to hold: "
      + "at most \(most.bytes)"
    guard let limit = budgetLimit else { return held + "." }
    return isLimitInside(timeline)
      ? "\(held). The dashed line is the budget."
      : "\(held), of a budget of \(limit.bytes), which lies far above the picture."
  }
}

extension BarChart.Part {
  /// What a worker can be doing.
  static let activities = [
    BarChart.Part(name: "busy", style: "busy"),
    BarChart.Part(name: "waiting for input", style: "waiting"),
    BarChart.Part(name: "blocked by the next stage", style: "blocked"),
  ]
}

extension Timeline.Interval {
  /// What stage `index` did; nothing if it was not known yet.
  func share(_ index: Int) -> Timeline.Share {
    index < stages.count ? stages[index] : Timeline.Share()
  }
}
