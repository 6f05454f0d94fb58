internal import FlyingFox
internal import FlyingSocks
internal import Glibc

/// Answers `GET /metrics` over HTTP for as long as a run lasts.
///
/// Nothing that happens here reaches the run: a failing or stalled client only loses its own
/// connection, and `stop()` returns within a second whatever clients do.
public actor MetricsServer {
  /// The address of this machine that no other machine can reach.
  public static let loopback = "127.0.0.1"

  private let host: String
  private let port: UInt16
  private let handler: MetricsHandler
  private var server: HTTPServer?

  /// - Parameters:
  ///   - host: the IP address to listen on.
  ///   - port: 0 for any that is free.
  ///   - render: the metrics in Prometheus' text format, called for every request.
  public init(
    host: String = MetricsServer.loopback, port: UInt16,
    render: @escaping @Sendable () async -> String
  ) {
    self.host = host
    self.port = port
    handler = MetricsHandler(render: render)
  }

  /// Listens from now on.
  ///
  /// - Returns: the port that it listens on.
  /// - Throws: `TelemetryError` if the port is in use or can't be listened on.
  public func start() async throws -> UInt16 {
    if let server { return await server.port ?? port }
    let server = HTTPServer(
      config: HTTPServer.Configuration(address: try address(), timeout: 5, logger: .disabled),
      handler: handler)
    let failure = await firstOf(
      {
        do { try await server.run() } catch { return error }
        return nil
      },
      {
        do { try await server.waitUntilListening() } catch { return error }
        return nil
      })
    if let failure { throw described(failure) }
    self.server = server
    return await server.port ?? port
  }

  /// Stops listening and closes what is open.
  public func stop() async {
    guard let server else { return }
    self.server = nil
    _ = await firstOf(
      {
        await server.stop(timeout: 0)
        return nil
      },
      {
        try? await Task.sleep(for: .seconds(1))
        return nil
      })
  }

  private func address() throws -> any SocketAddress {
    if let address = try? sockaddr_in.inet(ip4: host, port: port) { return address }
    if let address = try? sockaddr_in6.inet6(ip6: host, port: port) { return address }
    throw TelemetryError.address(host: host)
  }

  private func described(_ error: any Error) -> TelemetryError {
    switch error {
    case SocketError.failed(_, EADDRINUSE, _): .portInUse(host: host, port: port)
    case SocketError.failed(_, EADDRNOTAVAIL, _): .address(host: host)
    case SocketError.failed(_, let code, _):
      .listen(host: host, port: port, reason: systemMessage(code))
    default: .listen(host: host, port: port, reason: "\(error)")
    }
  }
}

/// What the first of two pieces of work to end says; the other goes on by itself. A task group would
/// wait for both.
private func firstOf(
  _ one: @escaping @Sendable () async -> (any Error)?,
  _ other: @escaping @Sendable () async -> (any Error)?
) async -> (any Error)? {
  let (ends, sender) = AsyncStream.makeStream(of: (any Error)?.self)
  for work in [one, other] {
    Task { sender.yield(await work()) }
  }
  for await end in ends { return end }
  return CancellationError()
}

extension HTTPServer {
  fileprivate var port: UInt16? {
    switch listeningAddress {
    case .ip4(_, let port), .ip6(_, let port): port
    case .unix, nil: nil
    }
  }
}
