import Foundation
import Synchronization
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(2))) struct TraceWriterTests {
  @Test func writesTheTraceEventFormat() async throws {
    let file = MemoryFile()
    let trace = TraceWriter(name: "my \"run\"") { file.append($0) }
    trace.declare(track: "window 1")
    trace.declare(track: "window 1")
    trace.span(
      track: "decoder 1", name: "decoder", start: .nanoseconds(1_500), duration: .milliseconds(2),
      arguments: [("case", "liver_1"), ("slice", 12), ("share", 0.5), ("bad", .number(.nan))])
    trace.span(track: "window 1", name: "window", start: .zero, duration: .microseconds(3))
    trace.counter("queue", value: 2, unit: "items", at: .seconds(1))
    trace.counter("queue", value: .nan, at: .seconds(2))
    try await trace.finish()
    #expect(
      file.text == #"""
        [
        {"ph":"M","pid":1,"tid":1,"name":"process_name","args":{"name":"my \"run\""}},
        {"ph":"M","pid":1,"tid":2,"name":"thread_name","args":{"name":"window 1"}},
        {"ph":"M","pid":1,"tid":2,"name":"thread_sort_index","args":{"sort_index":2}},
        {"ph":"M","pid":1,"tid":3,"name":"thread_name","args":{"name":"decoder 1"}},
        {"ph":"M","pid":1,"tid":3,"name":"thread_sort_index","args":{"sort_index":3}},
        {"ph":"X","ts":1.500,"dur":2000,"pid":1,"tid":3,"name":"decoder","args":{"case":"liver_1","slice":12,"share":0.5,"bad":"nan"}},
        {"ph":"X","ts":0,"dur":3,"pid":1,"tid":2,"name":"window"},
        {"ph":"C","ts":1000000,"pid":1,"tid":1,"name":"queue","args":{"items":2}}
        ]

        """#)
    #expect(try events(file.bytes).count == 8)
  }

  /// Strings that would break JSON, or the readers that don't know `\u`.
  @Test func writesAnyString() async throws {
    let names = [
      "a\"b\\c", "line\nfeed\r\ttab", "\u{0}\u{1B}[0m\u{7F}", "日本 é 🫀", "",
      String(repeating: "é", count: 4000),
    ]
    let file = MemoryFile()
    let trace = TraceWriter(name: "run") { file.append($0) }
    for name in names {
      trace.span(
        track: name, name: name, start: .zero, duration: .zero, arguments: [(name, .text(name))])
    }
    try await trace.finish()
    #expect(!file.text.contains("\\u"))
    let read = try events(file.bytes).filter { $0["ph"] as? String == "X" }
    let readNames = read.compactMap { $0["name"] as? String }
    #expect(readNames.count == names.count)
    #expect(readNames[0] == names[0] && readNames[1] == names[1] && readNames[3] == names[3])
    #expect(readNames[2] == "\u{FFFD}\u{FFFD}[0m\u{FFFD}")
    #expect(readNames[5] == String(repeating: "é", count: 128) + "…")
  }

  /// Cut off at every byte: the events that are whole are read, and there are no others.
  @Test func opensWhereverItWasCutOff() async throws {
    let file = MemoryFile()
    let trace = TraceWriter(name: "run") { file.append($0) }
    for number in 0..<12 {
      trace.span(
        track: "t\(number % 3)", name: "s]}{[\"\\", start: .milliseconds(number),
        duration: .milliseconds(1), arguments: [("case", "a,b\n")])
      trace.counter("c", value: Double(number), at: .milliseconds(number))
    }
    try await trace.finish()
    let whole = try events(file.bytes)
    #expect(whole.count == 31)
    var counts: [Int] = []
    for length in 1..<file.bytes.count {
      let found = try tolerantlyRead(Array(file.bytes[..<length]))
      #expect(found as NSArray == Array(whole[..<found.count]) as NSArray)
      counts.append(found.count)
    }
    #expect(counts == counts.sorted() && Set(counts) == Set(0...whole.count))
  }

  /// Spans that follow each other, with ends between two nanoseconds, don't overlap by rounding.
  @Test func roundsWithoutOverlaps() async throws {
    let file = MemoryFile()
    let trace = TraceWriter(name: "run") { file.append($0) }
    let step = Duration(secondsComponent: 0, attosecondsComponent: 1_234_567_891_234)
    for number in 0..<1000 {
      trace.span(track: "t", name: "s", start: step * number, duration: step)
    }
    try await trace.finish()
    var end = 0
    for event in try events(file.bytes) where event["ph"] as? String == "X" {
      let start = Int((try #require(event["ts"] as? Double) * 1000).rounded())
      #expect(start == end)
      end = start + Int((try #require(event["dur"] as? Double) * 1000).rounded())
    }
    #expect(end == 1_234_567)
  }

  @Test func takesTimesOfAnySize() async throws {
    let file = MemoryFile()
    let trace = TraceWriter(name: "run") { file.append($0) }
    let ages = Duration.seconds(Int64.max / 2)
    trace.span(track: "t", name: "s", start: .zero - ages, duration: ages)
    trace.span(track: "t", name: "s", start: ages, duration: .zero - ages)
    trace.counter("c", value: 1e300, at: ages)
    trace.counter("c", value: -0.1, at: .zero - ages)
    try await trace.finish()
    #expect(try events(file.bytes).count == 7)
  }

  /// 8 tasks, 2,000 spans and samples each: all are there, each whole.
  @Test func takesEventsFromManyTasks() async throws {
    let file = MemoryFile()
    let trace = TraceWriter(name: "run") { file.append($0) }
    await withTaskGroup(of: Void.self) { tasks in
      for task in 0..<8 {
        tasks.addTask {
          for number in 0..<2000 {
            trace.span(
              track: "t\(task)", name: "s", start: .microseconds(number),
              duration: .microseconds(1), arguments: [("number", .integer(number))])
            trace.counter("c\(task)", value: Double(number), at: .microseconds(number))
          }
        }
      }
    }
    try await trace.finish()
    let read = try events(file.bytes)
    #expect(read.count == 32_017)
    var spans: [Int: [Int]] = [:]
    for event in read where event["ph"] as? String == "X" {
      let track = try #require(event["tid"] as? Int)
      let number = try #require((event["args"] as? [String: Any])?["number"] as? Int)
      spans[track, default: []].append(number)
    }
    #expect(spans.count == 8 && spans.values.allSatisfy { $0 == Array(0..<2000) })
  }

  /// A million spans and 200,000 samples into 1 MiB: it is never larger, covers the run to its end,
  /// keeps the longest and says what is missing.
  @Test func boundsItsSize() async throws {
    let limit = 1 << 20
    let file = MemoryFile()
    // However late the writing, nothing is lost by it here.
    let limits = TraceStateMachine.Limits(file: limit, backlog: limit)
    let trace = TraceWriter(name: "run", limits: limits) { file.append($0) }
    var random = FixedRandom(state: 7)
    var time = Duration.zero
    for number in 0..<1_000_000 {
      // One in 10,000 is a thousand times as long.
      let length = number % 10_000 == 5000 ? 1_000_000 : Int(random.next() % 1000)
      trace.span(
        track: "t", name: "s", start: time, duration: .microseconds(length),
        arguments: [("slice", .integer(number))])
      time += .microseconds(length)
      if number % 5 == 0 { trace.counter("c", value: Double(number), at: time) }
    }
    try await trace.finish()
    #expect(file.bytes.count <= limit)
    #expect(file.bytes.count > limit / 2)

    let read = try events(file.bytes)
    let long = read.filter { $0["ph"] as? String == "X" && $0["dur"] as? Double == 1_000_000 }
    #expect(long.count == 100)
    let end = time / .microseconds(1)
    let samples = read.filter { $0["ph"] as? String == "C" }.compactMap { $0["ts"] as? Double }
    #expect(try #require(samples.last) > 0.97 * end)
    #expect(samples == samples.sorted())
    let notes = read.filter { $0["ph"] as? String == "i" }
    #expect(notes.count >= 2)
    let last = try #require(notes.last?["args"] as? [String: Any])
    let kept = read.count { $0["ph"] as? String == "X" || $0["ph"] as? String == "C" }
    #expect(last["events left out to save space"] as? Int == 1_200_000 - kept)
    #expect(last["events lost because writing was slow"] as? Int == 0)
  }

  /// While nobody writes, a limit of bytes is held; the rest is counted as lost.
  @Test func boundsWhatWaits() throws {
    var limits = TraceStateMachine.Limits(file: 1 << 30)
    limits.backlog = 10_000
    var machine = TraceStateMachine(name: "run", limits: limits)
    for number in 0..<1000 {
      machine.span(track: "t", start: 0, end: Int64(number), tail: TraceJSON(",\"name\":\"s\"}"))
    }
    #expect(machine.lost > 0 && machine.leftOut == 0)
    machine.finish()
    let first = machine.takeChunk()
    let second = machine.takeChunk()
    let chunk = try #require(first)
    #expect(chunk.count < 10_000 + 400)
    #expect(second == nil)
    let read = try events(chunk)
    let spans = read.count { $0["ph"] as? String == "X" }
    #expect(spans + machine.lost == 1000)
    #expect(read.last?["name"] as? String == "this trace is not complete")
  }

  @Test func endsWithWhatTheFileSays() async throws {
    struct DiskFull: Error, Equatable {}
    let calls = Mutex(0)
    let trace = TraceWriter(name: "run") { _ in
      calls.withLock { $0 += 1 }
      throw DiskFull()
    }
    trace.flush()
    await #expect(throws: DiskFull()) { try await trace.finish() }
    trace.span(track: "t", name: "s", start: .zero, duration: .zero)
    trace.flush()
    await #expect(throws: DiskFull()) { try await trace.finish() }
    #expect(calls.withLock { $0 } == 1)
  }

  @Test func ignoresWhatComesAfterTheEnd() async throws {
    let file = MemoryFile()
    let trace = TraceWriter(name: "run") { file.append($0) }
    try await trace.finish()
    trace.declare(track: "t")
    trace.span(track: "t", name: "s", start: .zero, duration: .zero)
    trace.counter("c", value: 1, at: .zero)
    try await trace.finish()
    #expect(try events(file.bytes).count == 1)
  }
}

/// A file in memory.
private final class MemoryFile: Sendable {
  private let content = Mutex<[UInt8]>([])

  func append(_ bytes: [UInt8]) {
    content.withLock { $0 += bytes }
  }

  var bytes: [UInt8] { content.withLock { $0 } }
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

private func events(_ bytes: [UInt8]) throws -> [[String: Any]] {
  try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]])
}

/// Reads as Perfetto's tokenizer does: the objects of the array that are whole.
private func tolerantlyRead(_ bytes: [UInt8]) throws -> [[String: Any]] {
  var found: [[String: Any]] = []
  var (depth, start, isText, isEscaped) = (0, 0, false, false)
  for (index, byte) in bytes.enumerated() {
    if isText {
      if byte == UInt8(ascii: "\""), !isEscaped { isText = false }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      continue
    }
    switch byte {
    case UInt8(ascii: "\""): isText = true
    case UInt8(ascii: "{"):
      if depth == 0 { start = index }
      depth += 1
    case UInt8(ascii: "}"):
      depth -= 1
      guard depth == 0 else { continue }
      let object = try JSONSerialization.jsonObject(with: Data(bytes[start...index]))
      found.append(try #require(object as? [String: Any]))
    default: continue
    }
  }
  return found
}
