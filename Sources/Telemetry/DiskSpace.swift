internal import Glibc

/// How much room a file system has.
public enum DiskSpace {
  /// The bytes that this user can still write on the file system that holds `path`.
  ///
  /// - Throws: `TelemetryError.system` if `path` doesn't exist or the system doesn't say.
  public static func free(at path: String) throws -> Int {
    var figures = statvfs()
    guard statvfs(path, &figures) == 0 else {
      throw TelemetryError.system(operation: "ask for free space", path: path, code: errno)
    }
    let (bytes, overflow) = figures.f_bavail.multipliedReportingOverflow(by: figures.f_frsize)
    return overflow ? .max : Int(clamping: bytes)
  }
}
