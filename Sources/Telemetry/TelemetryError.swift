/// What can go wrong in measuring a process and showing what was measured.
public enum TelemetryError: Error, Sendable, Equatable {
  /// Another program listens on this port.
  case portInUse(host: String, port: UInt16)
  /// `host` isn't an address that this machine can listen on.
  case address(host: String)
  /// Listening failed for another reason.
  case listen(host: String, port: UInt16, reason: String)
  /// A system call failed on `path` with the given `errno`.
  case system(operation: String, path: String, code: Int32)
}

extension TelemetryError: CustomStringConvertible {
  /// One line that names the thing, what is wrong with it and what to do.
  public var description: String {
    switch self {
    case .portInUse(let host, let port):
      "\(host):\(port): another program uses this port; choose another, or 0 for any that is free"
    case .address(let host):
      "\"\(host)\" is not an IP address that metrics can be served on; expected one such as "
        + "127.0.0.1 (this machine only), ::1 or 0.0.0.0 (everybody)"
    case .listen(let host, let port, let reason):
      "\(host):\(port): cannot listen: \(reason)"
    case .system(let operation, let path, let code):
      "\(path): cannot \(operation): \(systemMessage(code))"
    }
  }
}
