import Foundation

/// Reads timeline.jsonl into a bounded number of intervals: where there are too many, neighbours are
/// joined.
struct TimelineReader {
  /// So many intervals can be told apart on a page.
  static let mostIntervals = 360
  static let mostSessions = 60
  static let mostStages = 64

  private struct Line: Decodable {
    struct Stage: Decodable {
      let name: String
      let items: Int?
      let busy: Double?
      let waiting: Double?
      let blocked: Double?
      let depth: Int?
    }

    let t: Double?
    let budget: Int?
    let stages: [Stage]?
    let session: Int?
    let started: String?
  }

  private var timeline = Timeline()
  private var indices: [String: Int] = [:]
  /// Running time when the session began.
  private var offset = 0.0
  /// The last line of the session; its times are sums from the session's start on.
  private var last: (t: Double, shares: [Timeline.Share]) = (0, [])
  /// How many lines make an interval.
  private var stride = 1
  private var open: (interval: Timeline.Interval, lines: Int)?
  private var unreadable = 0

  private init() {}

  /// The timeline, and what is wrong with the file; neither if there is none.
  static func read(_ path: String) -> (timeline: Timeline?, problem: String?) {
    var reader = TimelineReader()
    do {
      guard let blocks = try FileBlocks(path) else { return (nil, nil) }
      try blocks.forEachLine { reader.add($0) }
    } catch {
      return (nil, "\(error).")
    }
    reader.endInterval()
    let problem =
      reader.unreadable > 0
      ? "timeline.jsonl has \(counted(reader.unreadable, "line")) that can't be read; the rest is "
        + "shown."
      : nil
    return (reader.timeline.intervals.isEmpty ? nil : reader.timeline, problem)
  }

  private mutating func add(_ text: ArraySlice<UInt8>) {
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(text)) else {
      unreadable += 1
      return
    }
    if let number = line.session {
      begin(session: number, started: line.started)
    } else if let t = line.t, t.isFinite, (0...1e9).contains(t), t > last.t || last.shares.isEmpty {
      add(line, at: t)
    }
  }

  private mutating func begin(session number: Int, started: String?) {
    endInterval()
    (offset, last) = (timeline.seconds, (0, []))
    guard timeline.sessions.count < Self.mostSessions else { return }
    timeline.sessions.append(
      Timeline.Session(number: number, start: offset, started: started))
  }

  private mutating func add(_ line: Line, at t: Double) {
    guard t > last.t else { return }
    if timeline.sessions.isEmpty {
      timeline.sessions.append(Timeline.Session(number: 1, start: 0))
    }
    var sums = last.shares
    var deltas = [Timeline.Share](repeating: .init(), count: timeline.stageNames.count)
    for stage in line.stages ?? [] {
      guard let index = index(of: stage.name) else { continue }
      while sums.count <= index { sums.append(.init()) }
      while deltas.count <= index { deltas.append(.init()) }
      func seconds(_ value: Double?) -> Double { min(max(value ?? 0, 0), 1e12) }
      let sum = Timeline.Share(
        busy: seconds(stage.busy), waiting: seconds(stage.waiting), blocked: seconds(stage.blocked),
        items: min(max(stage.items ?? 0, 0), 1 << 40), depth: min(max(stage.depth ?? 0, 0), 1 << 20)
      )
      let before = sums[index]
      deltas[index] = Timeline.Share(
        busy: max(sum.busy - before.busy, 0), waiting: max(sum.waiting - before.waiting, 0),
        blocked: max(sum.blocked - before.blocked, 0), items: max(sum.items - before.items, 0),
        depth: sum.depth)
      sums[index] = sum
    }
    let next = Timeline.Interval(
      start: offset + last.t, end: offset + t, budget: max(line.budget ?? 0, 0), stages: deltas)
    last = (t, sums)
    let joined = open.map { ($0.interval.joined(with: next), $0.lines + 1) } ?? (next, 1)
    open = joined
    if joined.1 >= stride { endInterval() }
  }

  private mutating func index(of name: String) -> Int? {
    if let index = indices[name] { return index }
    guard timeline.stageNames.count < Self.mostStages else { return nil }
    timeline.stageNames.append(name)
    indices[name] = timeline.stageNames.count - 1
    return timeline.stageNames.count - 1
  }

  private mutating func endInterval() {
    guard let ended = open?.interval else { return }
    open = nil
    timeline.intervals.append(ended)
    guard timeline.intervals.count > Self.mostIntervals else { return }
    stride *= 2
    timeline.joinNeighbours()
  }
}
