internal import Glibc

/// How much room a file system has.
public enum DiskSpace {
  /// The bytes that this user can still write on the file system that holds `path`.
  ///
  /// - Throws: `TelemetryError.system` if `path` doesn't exist or the system doesn't say.
  public static func free(at path: String) throws -> Int {
    let figures = try figures(path)
    return bytes(figures.f_bavail, figures.f_frsize)
  }

  /// The bytes of the whole file system, in use or not.
  ///
  /// - Throws: `TelemetryError.system` if `path` doesn't exist or the system doesn't say.
  public static func capacity(at path: String) throws -> Int {
    let figures = try figures(path)
    return bytes(figures.f_blocks, figures.f_frsize)
  }

  private static func figures(_ path: String) throws -> statvfs {
    var figures = statvfs()
    guard statvfs(path, &figures) == 0 else {
      throw TelemetryError.system(operation: "ask for free space", path: path, code: errno)
    }
    return figures
  }

  private static func bytes(_ blocks: fsblkcnt_t, _ size: UInt) -> Int {
    let (bytes, overflow) = UInt(blocks).multipliedReportingOverflow(by: size)
    return overflow ? .max : Int(clamping: bytes)
  }
}
