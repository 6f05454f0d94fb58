import DataflowTesting
import Testing

@testable import Dataflow

@Suite(.timeLimit(.minutes(1))) struct ChannelTests {
  private struct Element: Hashable, Sendable {
    let producer: Int
    let number: Int
  }

  @Test(arguments: [1, 2, 7], [1, 4])
  func losesAndDoublesNothing(capacity: Int, consumers: Int) async throws {
    let channel = Channel<Element>(capacity: capacity, producers: 5)
    let received = try await withThrowingTaskGroup(of: [Element].self) { tasks in
      for producer in 0..<5 {
        tasks.addTask {
          for number in 0..<200 {
            try await channel.send(Element(producer: producer, number: number))
          }
          channel.finishProducer()
          return []
        }
      }
      for _ in 0..<consumers {
        tasks.addTask {
          var mine: [Element] = []
          while let element = try await channel.receive() { mine.append(element) }
          return mine
        }
      }
      return try await tasks.reduce(into: [[Element]]()) { $0.append($1) }
    }
    let all = received.flatMap(\.self)
    #expect(all.count == 1_000)
    #expect(Set(all).count == 1_000)
    for mine in received {
      for producer in 0..<5 {
        let numbers = mine.filter { $0.producer == producer }.map(\.number)
        #expect(numbers == numbers.sorted())
      }
    }
    #expect(channel.statistics.itemsSent == 1_000)
    #expect(channel.statistics.peakDepth <= capacity)
  }

  @Test func sendWaitsForRoom() async throws {
    let channel = Channel<Int>(capacity: 2)
    try await channel.send(1)
    try await channel.send(2)
    let third = Task { try await channel.send(3) }
    await until { channel.waiting.senders == 1 }
    #expect(channel.statistics.depth == 2)
    #expect(try await channel.receive() == 1)
    try await third.value
    #expect(try await channel.receive() == 2)
    #expect(try await channel.receive() == 3)
  }

  @Test func aCancelledSendKeepsItsElement() async throws {
    let channel = Channel<Int>(capacity: 1)
    try await channel.send(1)
    let second = Task { try await channel.send(2) }
    await until { channel.waiting.senders == 1 }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    #expect(try await channel.receive() == 1)
    channel.finishProducer()
    #expect(try await channel.receive() == nil)
    #expect(channel.statistics.itemsSent == 1)
  }

  @Test func aCancelledReceiveTakesNothing() async throws {
    let channel = Channel<Int>(capacity: 1)
    let first = Task { try await channel.receive() }
    await until { channel.waiting.receivers == 1 }
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    try await channel.send(1)
    #expect(try await channel.receive() == 1)
  }

  /// Senders and receivers are cancelled at random; what was sent with success arrives once.
  @Test func randomCancellationLosesNothing() async {
    for seed in 0..<150 {
      var random = SeededGenerator(seed: seed)
      let channel = Channel<Int>(capacity: Int.random(in: 1...3, using: &random))
      let sends = (0..<12).map { number in
        Task {
          try await channel.send(number)
          return number
        }
      }
      let receives = (0..<10).map { _ in Task { try await channel.receive() } }
      for _ in 0..<8 {
        for _ in 0..<Int.random(in: 0...4, using: &random) { await Task.yield() }
        if Bool.random(using: &random) {
          sends.randomElement(using: &random)!.cancel()
        } else {
          receives.randomElement(using: &random)!.cancel()
        }
      }
      // Whoever still waits learns the end: senders first, then the rest is taken out.
      let drain = Task {
        var rest: [Int] = []
        while let element = try await channel.receive() { rest.append(element) }
        return rest
      }
      var sent: [Int] = []
      for send in sends {
        if let number = try? await send.value { sent.append(number) }
      }
      channel.finishProducer()
      var received = (try? await drain.value) ?? []
      for receive in receives {
        if let element = try? await receive.value { received.append(element) }
      }
      #expect(received.sorted() == sent.sorted(), "seed \(seed)")
      #expect(channel.statistics.itemsSent == sent.count, "seed \(seed)")
    }
  }

  @Test func endsWithItsLastProducer() async throws {
    let channel = Channel<Int>(capacity: 4, producers: 2)
    try await channel.send(1)
    channel.finishProducer()
    try await channel.send(2)
    channel.finishProducer()
    #expect(try await channel.receive() == 1)
    #expect(try await channel.receive() == 2)
    #expect(try await channel.receive() == nil)
    #expect(try await channel.receive() == nil)
    await #expect(throws: ChannelClosed.finished) { try await channel.send(3) }
  }

  @Test func theEndReachesThoseWhoWait() async throws {
    let channel = Channel<Int>()
    let waiting = (0..<3).map { _ in Task { try await channel.receive() } }
    await until { channel.waiting.receivers == 3 }
    channel.finishProducer()
    for task in waiting { #expect(try await task.value == nil) }
  }

  @Test func cancelWakesEveryone() async throws {
    let full = Channel<Int>(capacity: 1)
    try await full.send(1)
    let sender = Task { try await full.send(2) }
    await until { full.waiting.senders == 1 }
    full.cancel()
    await #expect(throws: ChannelClosed.cancelled) { try await sender.value }
    await #expect(throws: ChannelClosed.cancelled) { try await full.receive() }
    await #expect(throws: ChannelClosed.cancelled) { try await full.send(3) }

    let empty = Channel<Int>()
    let receiver = Task { try await empty.receive() }
    await until { empty.waiting.receivers == 1 }
    empty.cancel()
    await #expect(throws: ChannelClosed.cancelled) { try await receiver.value }
  }

  @Test func anOptionalElementIsNotTheEnd() async throws {
    let channel = Channel<Int?>(capacity: 2)
    try await channel.send(nil)
    channel.finishProducer()
    #expect(try await channel.receive() == .some(nil))
    #expect(try await channel.receive() == .none)
  }
}
