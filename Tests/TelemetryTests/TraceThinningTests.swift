import Testing

@testable import Telemetry

@Suite struct TraceThinningTests {
  /// Events without end never get more room than there is; the bounds only grow.
  @Test(arguments: [5000, 100_000, 1_000_000])
  func neverTakesMoreThanItsRoom(room: Int) {
    var random = FixedRandom(state: 3)
    var thinning = TraceThinning(room: room)
    var taken = 0
    var (span, interval): (Int64, Int64) = (0, 0)
    for number in 0..<300_000 {
      let bytes = 50 + Int(random.next() % 100)
      let length = Int64(bitPattern: random.next() >> (1 + random.next() % 62))
      let time = Int64(number) * 1000
      let event: TraceThinning.Event =
        switch number % 100 {
        case 0: .first
        case 1..<50: .sample(length)
        default: .span(length)
        }
      if thinning.admit(event, bytes: bytes, at: time) { taken += bytes }
      #expect(thinning.shortestSpan >= span && thinning.shortestInterval >= interval)
      (span, interval) = (thinning.shortestSpan, thinning.shortestInterval)
    }
    #expect(taken <= room && taken > room / 2)
  }

  /// Names have no length to go by: they fill the room to the end.
  @Test func isFullAtTheEnd() {
    var thinning = TraceThinning(room: 5000)
    let taken = (0..<100).count { thinning.admit(.first, bytes: 100, at: Int64($0)) }
    #expect(taken == 50 && thinning.isFull)
  }

  /// Until it is half full, everything is taken. The next stage has a quarter of the other half and
  /// has to last as long, so that spans and samples each get a quarter of the bytes they had: spans
  /// that last as long as the longest quarter, and samples at four times the usual distance. The
  /// longest quarter is one eighth of long spans, and one in seven of the others.
  @Test func leavesOutTheShortFirst() {
    var thinning = TraceThinning(room: 400_000)
    for number in 0..<1000 {
      let span = thinning.admit(
        .span(number % 8 == 0 ? 1 << 30 : 1 << 20), bytes: 100, at: Int64(number))
      let sample = thinning.admit(.sample(1 << 10), bytes: 100, at: Int64(number))
      #expect(span && sample)
    }
    #expect(thinning.shortestSpan == 0 && thinning.shortestInterval == 0 && thinning.stage == 0)
    let short = (0..<7).map { _ in thinning.admit(.span(1 << 20), bytes: 100, at: 1000) }
    #expect(short == [false, false, false, false, false, false, true])
    #expect(thinning.stage == 1)
    #expect(thinning.shortestSpan == 1 << 20)
    #expect(thinning.spansForOne == 7)
    #expect(thinning.shortestInterval == 1 << 12)
    let shorter = thinning.admit(.span((1 << 20) - 1), bytes: 100, at: 1000)
    #expect(!shorter)
    let long = thinning.admit(.span(1 << 30), bytes: 100, at: 1000)
    let early = thinning.admit(.sample((1 << 12) - 1), bytes: 100, at: 1000)
    let late = thinning.admit(.sample(1 << 12), bytes: 100, at: 1000)
    let first = thinning.admit(.first, bytes: 100, at: 1000)
    #expect(long && !early && late && first)
  }

  /// Spans of one length for a thousand times as long as the first half lasted: each tenth of that
  /// time has some.
  @Test func coversALongRunOfEqualSpans() {
    var thinning = TraceThinning(room: 200_000)
    var taken = [Int](repeating: 0, count: 10)
    for number in 0..<1_000_000 {
      let isTaken = thinning.admit(.span(900), bytes: 100, at: Int64(number) * 1000)
      if isTaken { taken[number / 100_000] += 1 }
    }
    #expect(!thinning.isFull && taken.allSatisfy { $0 > 0 })
    #expect(taken.reduce(0, +) <= 2000)
  }

  /// Spans that take little of a stage are all taken, however short, when samples fill it.
  @Test func thinsWhatFillsTheFile() {
    var thinning = TraceThinning(room: 100_000)
    var time: Int64 = 0
    while thinning.stage < 3 {
      time += 1000
      _ = thinning.admit(
        .sample(max(1 << 10, thinning.shortestInterval)), bytes: 100, at: time)
    }
    let span = thinning.admit(.span(1), bytes: 100, at: time)
    #expect(span && thinning.shortestInterval > 1 << 10)
  }
}

/// Numbers that are the same in every run (xorshift).
struct FixedRandom {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
