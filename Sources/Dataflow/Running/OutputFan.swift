/// The output of a node: every consumer's channel gets every envelope.
struct OutputFan: Sendable {
  let channels: [Channel<Envelope>]
  let ledger: RunLedger

  func send(_ envelope: Envelope) async throws {
    for channel in channels { try await channel.send(envelope) }
    if channels.isEmpty, case .groupEnd(let end) = envelope.content {
      ledger.groupEnded(envelope.group, end)
    }
  }

  func finish() {
    for channel in channels { channel.finishProducer() }
  }
}
