import Testing

@testable import Dataflow

/// The state machine against a plain model, over thousands of random schedules.
@Suite struct ChannelStateMachineTests {
  /// What the state machine should be: elements in the order of their sends, of which those past
  /// the capacity belong to suspended senders, or a row of suspended receivers.
  private struct Model {
    var line: [(element: Int, sender: Int?)] = []
    var receivers: [Int] = []
    var producers: Int
    var sent = 0
    var isCancelled = false
    /// What a schedule came to that not every schedule does.
    var met: Set<Rare> = []
  }

  private enum Rare: CaseIterable {
    case suspendedSend, suspendedReceive, receiverResumed, senderResumed, sendCancelled
    case receiveCancelled, receiverWokenByTheEnd, elementsDropped, sendRefused, receiveRefused
  }

  private enum Operation: CaseIterable {
    case send, receive, cancelSend, cancelReceive, finishProducer, cancel
  }

  @Test(arguments: 1...4)
  func behavesLikeALine(capacity: Int) {
    var met: Set<Rare> = []
    for seed in 0..<1_500 {
      var random = SeededGenerator(seed: seed * 4 + capacity)
      let producers = Int.random(in: 1...3, using: &random)
      var machine = ChannelStateMachine<Int, Int, Int>(capacity: capacity, producers: producers)
      var model = Model(producers: producers)
      // Most schedules send and receive; some are torn down in the middle.
      let isTornDown = seed % 5 == 0
      for step in 0..<80 {
        let likely: [Operation] = [.send, .send, .send, .receive, .receive, .receive]
        let rare: [Operation] =
          [.cancelSend, .cancelReceive] + (step > 50 ? [.finishProducer] : [])
        let all = likely + rare + (isTornDown && step > 60 ? [.cancel] : [])
        Self.carryOut(all.randomElement(using: &random)!, step, &machine, &model, &random)
        #expect(machine.depth == min(model.line.count, capacity))
        #expect(machine.suspendedSends == max(0, model.line.count - capacity))
        #expect(machine.suspendedReceives == model.receivers.count)
        #expect(machine.depth <= capacity && machine.peakDepth <= capacity)
        #expect(machine.itemsSent == model.sent)
        #expect(machine.suspendedReceives == 0 || machine.depth == 0)
      }
      met.formUnion(model.met)
    }
    // It would be worth little if its schedules never met the rare cases.
    #expect(met == Set(Rare.allCases))
  }

  private static func carryOut(
    _ operation: Operation, _ id: Int, _ machine: inout ChannelStateMachine<Int, Int, Int>,
    _ model: inout Model, _ random: inout SeededGenerator
  ) {
    let capacity = machine.capacity
    switch operation {
    case .send:
      switch machine.send(id) {
      case .accepted:
        #expect(!model.isCancelled && model.producers > 0 && model.receivers.isEmpty)
        #expect(model.line.count < capacity)
        model.line.append((id, nil))
        model.sent += 1
      case .resume(let receiver, let element):
        #expect(element == id && receiver == model.receivers.removeFirst())
        model.sent += 1
        model.met.insert(.receiverResumed)
      case .suspend:
        #expect(model.line.count >= capacity)
        machine.suspendSend(id, id: UInt64(id), sender: id)
        model.line.append((id, id))
        model.met.insert(.suspendedSend)
      case .refused(let why):
        model.met.insert(.sendRefused)
        #expect(model.isCancelled ? why == .cancelled : why == .finished && model.producers == 0)
      }
    case .receive:
      switch machine.receive() {
      case .deliver(let element, let sender):
        #expect(element == model.line.removeFirst().element)
        if model.line.count >= capacity {
          #expect(sender == model.line[capacity - 1].sender)
          model.line[capacity - 1].sender = nil
          model.sent += 1
          model.met.insert(.senderResumed)
        } else {
          #expect(sender == nil)
        }
      case .finished: #expect(model.line.isEmpty && model.producers == 0)
      case .suspend:
        #expect(model.line.isEmpty && model.producers > 0)
        machine.suspendReceive(id: UInt64(id), receiver: id)
        model.receivers.append(id)
        model.met.insert(.suspendedReceive)
      case .refused(let why):
        model.met.insert(.receiveRefused)
        #expect(model.isCancelled && why == .cancelled)
      }
    case .cancelSend:
      let victim = Int.random(in: 0...id, using: &random)
      let index = model.line.firstIndex { $0.sender == victim }
      if index != nil { model.met.insert(.sendCancelled) }
      #expect(
        machine.cancelSend(id: UInt64(victim)) == index.map { model.line.remove(at: $0).element })
    case .cancelReceive:
      let victim = Int.random(in: 0...id, using: &random)
      let index = model.receivers.firstIndex(of: victim)
      if index != nil { model.met.insert(.receiveCancelled) }
      #expect(
        machine.cancelReceive(id: UInt64(victim)) == index.map { model.receivers.remove(at: $0) })
    case .finishProducer:
      let woken = machine.finishProducer()
      if !model.isCancelled { model.producers = max(0, model.producers - 1) }
      #expect(woken == (model.producers == 0 ? model.receivers : []))
      if !woken.isEmpty { model.met.insert(.receiverWokenByTheEnd) }
      if model.producers == 0 { model.receivers = [] }
    case .cancel:
      let woken = machine.cancel()
      #expect(woken.senders == model.line.compactMap(\.sender))
      #expect(woken.receivers == model.receivers)
      #expect(woken.dropped == model.line.map(\.element))
      if !woken.dropped.isEmpty { model.met.insert(.elementsDropped) }
      model.line = []
      model.receivers = []
      model.isCancelled = true
    }
  }
}
