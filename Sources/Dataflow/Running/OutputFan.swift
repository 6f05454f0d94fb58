/// The output of a node: every consumer's channel gets every envelope.
struct OutputFan: Sendable {
  let channels: [Channel<Envelope>]

  func send(_ envelope: Envelope) async throws {
    for channel in channels { try await channel.send(envelope) }
  }

  func finish() {
    for channel in channels { channel.finishProducer() }
  }
}
