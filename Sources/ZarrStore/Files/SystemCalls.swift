#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// What the system says about an `errno`.
func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}

extension ZarrError {
  /// The failure of the system call that has just returned.
  static func lastCall(_ operation: String, _ path: String) -> ZarrError {
    .io(operation: operation, path: path, code: errno)
  }

  /// Whether this is about a file or folder that isn't there.
  var isMissingFile: Bool {
    if case .io(_, _, let code) = self { code == ENOENT } else { false }
  }
}
