import Foundation
import Glibc
import Testing

@testable import Telemetry

@Suite(.timeLimit(.minutes(1))) struct MetricsServerTests {
  @Test func servesWhatIsRendered() async throws {
    try await serving("n 1\n") { port in
      let answer = try await Client.get("/metrics", port: port)
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
      #expect(answer.contains("Content-Length: 4\r\n"))
      #expect(answer.hasSuffix("\r\n\r\nn 1\n"))
    }
  }

  @Test func saysWhereTheMetricsAre() async throws {
    try await serving { port in
      let root = try await Client.get("/", port: port)
      #expect(root.hasPrefix("HTTP/1.1 200 ") && root.contains("/metrics"))
      let other = try await Client.get("/favicon.ico", port: port)
      #expect(other.hasPrefix("HTTP/1.1 404 ") && other.contains("/metrics"))
      let posted = try await Client.send(
        "POST /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        port: port)
      #expect(posted.hasPrefix("HTTP/1.1 405 ") && posted.contains("Allow: GET\r\n"))
    }
  }

  @Test func serves4MiB() async throws {
    let body = String(repeating: "some_metric_with_a_name 12345678\n", count: 1 << 17)
    try await serving(body) { port in
      let answer = try await Client.get("/metrics", port: port)
      #expect(answer.hasSuffix("\r\n\r\n" + body))
    }
  }

  /// Whatever clients send or fail to read, the next one is answered.
  @Test func survivesItsClients() async throws {
    let body = String(repeating: "x", count: 1 << 22)
    try await serving(body) { port in
      for nonsense in ["\0\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET /metrics HTTP/1.1\r\nA"] {
        try await Client.sendAndLeave(nonsense, port: port)
      }
      for _ in 0..<20 {
        try await Client.sendAndLeave("GET /metrics HTTP/1.1\r\n\r\n", port: port)
      }
      #expect(try await Client.get("/", port: port).hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func saysThatAPortIsInUse() async throws {
    try await serving { port in
      await #expect(throws: TelemetryError.portInUse(host: "127.0.0.1", port: port)) {
        try await MetricsServer(port: port) { "" }.start()
      }
    }
    let text = TelemetryError.portInUse(host: "127.0.0.1", port: 9400).description
    #expect(text.contains("127.0.0.1:9400") && text.contains("another program"))
  }

  @Test(arguments: ["localhost", "", "300.1.1.1", "203.0.113.7"])
  func refusesAddressesThatAreNotThisMachines(host: String) async {
    await #expect(throws: TelemetryError.address(host: host)) {
      try await MetricsServer(host: host, port: 0) { "" }.start()
    }
  }

  /// With a connection open that says nothing and a request that isn't answered before the test
  /// ends, the server stops in time (5 s; it gives itself 1 s) and leaves the port to others.
  @Test func stopsWhateverClientsDo() async throws {
    let (answers, answer) = AsyncStream.makeStream(of: String.self)
    let (requests, request) = AsyncStream.makeStream(of: Void.self)
    let server = MetricsServer(port: 0) {
      request.yield()
      // In a task of its own, which isn't cancelled with the request.
      return await Task { await answers.first { _ in true } ?? "" }.value
    }
    let port = try await server.start()
    let silent = try await Client.connect(port: port)
    let waiting = try await Client.connect(port: port)
    try await Client.write("GET /metrics HTTP/1.1\r\n\r\n", to: waiting)
    _ = await requests.first { true }
    let elapsed = await ContinuousClock().measure { await server.stop() }
    #expect(elapsed < .seconds(5))
    #expect(await Client.readToEnd(silent) == "")

    let next = MetricsServer(port: port) { "next" }
    #expect(try await next.start() == port)
    #expect(try await Client.get("/metrics", port: port).hasSuffix("next"))
    await next.stop()
    answer.yield("late")
    _ = await Client.readToEnd(waiting)
  }

  @Test func stopsTwiceAndUnstarted() async throws {
    let server = MetricsServer(port: 0) { "" }
    await server.stop()
    let port = try await server.start()
    #expect(try await server.start() == port)
    await server.stop()
    await server.stop()
  }

  private func serving(
    _ text: String = "", _ body: (UInt16) async throws -> Void
  ) async throws {
    let server = MetricsServer(port: 0) { text }
    let port = try await server.start()
    #expect(port != 0)
    do {
      try await body(port)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }
}

/// A client over plain sockets, on threads of its own: it blocks.
private enum Client {
  struct Failed: Error {
    let call: String
    let code: Int32
  }

  static func get(_ path: String, port: UInt16) async throws -> String {
    try await send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", port: port)
  }

  /// The whole answer, up to the end of the connection.
  static func send(_ request: String, port: UInt16) async throws -> String {
    let socket = try await connect(port: port)
    try await write(request, to: socket)
    return await readToEnd(socket)
  }

  static func sendAndLeave(_ request: String, port: UInt16) async throws {
    let socket = try await connect(port: port)
    try await write(request, to: socket)
    close(socket)
  }

  static func connect(port: UInt16) async throws -> Int32 {
    try await onAThread {
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      let result = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      guard result == 0 else { throw Failed(call: "connect", code: errno) }
      return socket
    }
  }

  static func write(_ text: String, to socket: Int32) async throws {
    try await onAThread {
      let bytes = Array(text.utf8)
      guard Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
      else { throw Failed(call: "send", code: errno) }
    }
  }

  static func readToEnd(_ socket: Int32) async -> String {
    await onAThread {
      var received: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
        received += buffer[..<count]
      }
      close(socket)
      return String(decoding: received, as: UTF8.self)
    }
  }

  private static func onAThread<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Result(catching: body)) }
    }
    return try result.get()
  }
}
