/// The inputs of a node, taken in step: the next envelope of every port belongs to the same item.
struct Intake: Sendable {
  let ports: [Port]
  let channels: [Channel<Envelope>]

  /// One item as it arrived, or the word that there is none.
  struct Arrival: Sendable {
    enum Content: Sendable {
      case values([(any Sendable)?])
      case skipped
      case failed
      case groupEnd(GroupEnd)
    }

    let sequence: Int
    let group: Group
    let index: Int
    let content: Content
    let permits: [Permit]

    var key: ItemKey { ItemKey(group: group.id, index: index) }
  }

  /// The next of each port; `nil` after the last.
  func next() async throws -> Arrival? {
    if channels.count == 1 {
      // The common case needs no arrays of envelopes.
      return try await channels[0].receive().map { arrival(of: $0) }
    }
    var envelopes: [Envelope] = []
    envelopes.reserveCapacity(channels.count)
    for channel in channels {
      guard let envelope = try await channel.receive() else { return nil }
      envelopes.append(envelope)
    }
    let first = envelopes[0]
    precondition(
      envelopes.allSatisfy { $0.sequence == first.sequence }, "streams from one source stay in step"
    )
    return Arrival(
      sequence: first.sequence, group: first.group, index: first.index,
      content: combine(envelopes), permits: Self.union(envelopes))
  }

  private func arrival(of envelope: Envelope) -> Arrival {
    let content: Arrival.Content =
      switch envelope.content {
      case .item(let value): .values([value])
      case .skipped: ports[0].whenSkipped == .skipsItem ? .skipped : .values([nil])
      case .failed: .failed
      case .groupEnd(let end): .groupEnd(end)
      }
    return Arrival(
      sequence: envelope.sequence, group: envelope.group, index: envelope.index, content: content,
      permits: envelope.permits)
  }

  private func combine(_ envelopes: [Envelope]) -> Arrival.Content {
    var values: [(any Sendable)?] = []
    values.reserveCapacity(envelopes.count)
    var end: GroupEnd?
    var isSkipped = false
    for (envelope, port) in zip(envelopes, ports) {
      switch envelope.content {
      case .item(let value): values.append(value)
      case .failed: return .failed
      case .groupEnd(let ending): end = max(end ?? ending, ending)
      case .skipped:
        values.append(nil)
        if port.whenSkipped == .skipsItem { isSkipped = true }
      }
    }
    if let end { return .groupEnd(end) }
    return isSkipped ? .skipped : .values(values)
  }

  private static func union(_ envelopes: [Envelope]) -> [Permit] {
    guard envelopes.count > 1 else { return envelopes[0].permits }
    var permits: [Permit] = []
    for permit in envelopes.lazy.flatMap(\.permits)
    where !permits.contains(where: { $0 === permit }) {
      permits.append(permit)
    }
    return permits
  }
}
