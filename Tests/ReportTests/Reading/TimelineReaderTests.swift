import Foundation
import Testing

@testable import Report

struct TimelineReaderTests {
  private func line(
    _ t: Double, busy: Double, waiting: Double = 0, depth: Int = 0, budget: Int = 0, items: Int = 0
  ) -> String {
    """
    {"t":\(t),"budget":\(budget),"stages":[{"name":"encoder","items":\(items),"busy":\(busy),\
    "waiting":\(waiting),"blocked":0,"depth":\(depth)}]}

    """
  }

  private func read(_ text: String) throws -> (timeline: Timeline?, problem: String?) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return TimelineReader.read(try folder.write(text, "timeline.jsonl"))
  }

  @Test("Sums become what happened between two lines")
  func differences() throws {
    let text =
      line(1, busy: 0.25, waiting: 0.75, depth: 2, budget: 100, items: 3)
      + line(3, busy: 2.25, waiting: 0.75, depth: 1, budget: 300, items: 10)
    let timeline = try #require(try read(text).timeline)
    #expect(timeline.stageNames == ["encoder"])
    #expect(timeline.intervals.map(\.start) == [0, 1])
    #expect(timeline.intervals.map(\.end) == [1, 3])
    #expect(timeline.intervals.map(\.budget) == [100, 300])
    let shares = timeline.intervals.map { $0.share(0) }
    #expect(shares.map(\.busy) == [0.25, 2])
    #expect(shares.map(\.waiting) == [0.75, 0])
    #expect(shares.map(\.items) == [3, 7])
    #expect(shares.map(\.depth) == [2, 1])
  }

  @Test("A session that continues a run begins where the last ended, with sums from zero")
  func sessions() throws {
    let text =
      line(10, busy: 9) + "{\"session\":2,\"started\":\"2026-01-02T03:04:05Z\"}\n"
      + line(4, busy: 1)
    let timeline = try #require(try read(text).timeline)
    #expect(timeline.sessions.map(\.number) == [1, 2])
    #expect(timeline.sessions.map(\.start) == [0, 10])
    #expect(timeline.sessions[1].started == "2026-01-02T03:04:05Z")
    #expect(timeline.seconds == 14)
    #expect(timeline.intervals[1].share(0).busy == 1)
  }

  @Test("A day of seconds becomes few intervals, and nothing gets lost on the way")
  func long() throws {
    let count = 20_000
    var text = ""
    for second in 1...count {
      text += line(
        Double(second), busy: Double(second) / 2, depth: second == 7777 ? 9 : 1,
        budget: second == 12_345 ? 5000 : 10, items: second)
      if second == 5000 { text += "{\"session\":2}\n" }
    }
    let timeline = try #require(try read(text).timeline)
    #expect(
      (TimelineReader.mostIntervals / 4...TimelineReader.mostIntervals)
        .contains(timeline.intervals.count))
    let shares = timeline.intervals.map { $0.share(0) }
    // The second session's first line counts from zero again: 5001 items by then.
    #expect(shares.map(\.items).reduce(0, +) == 5000 + count)
    #expect(abs(shares.map(\.busy).reduce(0, +) - Double(5000 + count) / 2) < 1e-6)
    #expect(shares.map(\.depth).max() == 9)
    #expect(timeline.intervals.map(\.budget).max() == 5000)
    #expect(timeline.intervals.contains { $0.start == timeline.sessions[1].start })
    for (a, b) in zip(timeline.intervals, timeline.intervals.dropFirst()) {
      #expect(a.end == b.start)
    }
  }

  @Test("A line that was being written when the program was killed is no mistake; others are told")
  func damaged() throws {
    let torn = try read(line(1, busy: 1) + "{\"t\":2,\"bud")
    #expect(torn.timeline?.intervals.count == 1)
    #expect(torn.problem == nil)
    let broken = try read("nonsense\n" + line(1, busy: 1) + "{\"t\":\"x\"}\n[]\n")
    #expect(broken.timeline?.intervals.count == 1)
    #expect(broken.problem == "timeline.jsonl has 3 lines that can't be read; the rest is shown.")
  }

  @Test("Numbers that make no sense do no harm")
  func absurd() throws {
    let text =
      line(1, busy: 5, depth: -3, budget: -7) + line(0.5, busy: 9) + line(-1, busy: 9)
      + line(1e300, busy: 9) + line(2, busy: 1, depth: .max, budget: .max, items: .max)
      + "{\"session\":9223372036854775807}\n{\"t\":1}\n"
    let timeline = try #require(try read(text).timeline)
    #expect(timeline.intervals.map(\.end) == [1, 2, 3])
    #expect(timeline.intervals[0].budget == 0 && timeline.intervals[0].share(0).depth == 0)
    // Sums never fall; a smaller one is a mistake.
    #expect(timeline.intervals[1].share(0).busy == 0)
    var report = RunReport(name: "absurd")
    report.timeline = timeline
    _ = try Elements(try report.page())
  }

  @Test("No file, no timeline")
  func missing() {
    let (timeline, problem) = TimelineReader.read("/nonexistent/timeline.jsonl")
    #expect(timeline == nil && problem == nil)
  }
}
