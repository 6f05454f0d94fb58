internal import Glibc

/// The system's own words for an `errno`.
func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}
