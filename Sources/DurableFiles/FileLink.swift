#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A second name for a file, so that a large one needn't be copied.
public enum FileLink: String, Sendable, Hashable, CaseIterable, Codable {
  /// The same file under another name; both must lie on one file system.
  case hard
  /// A name that leads to the file's path; it breaks when that file moves.
  case symbolic

  /// Gives the file `target` the second name `path`, a hard link if the file systems allow it, else
  /// a symbolic link to the absolute path. Links of `target` are followed. What had the name is
  /// replaced; the folder is made if need be, and the name survives a power cut.
  ///
  /// - Returns: which kind it is; `nil` if links of neither kind can be made there: copy the file.
  /// - Throws: `FileError` if `target` isn't there or the folder can't be written.
  public static func publish(
    _ target: String, as path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> FileLink? {
    guard let resolved = realpath(target, nil) else { throw FileError.lastCall("open", target) }
    defer { free(resolved) }
    let folder = FilePath.parent(of: path)
    if !FilePath.isFolder(folder) { try files.makeFolder(folder) }
    let temporary = "\(folder)/.\(FilePath.name(of: path)).partial"
    try files.remove(temporary)
    let kind: FileLink
    if link(resolved, temporary) == 0 {
      kind = .hard
    } else if Self.linksAreRefused(errno) {
      guard symlink(resolved, temporary) == 0 else {
        guard Self.linksAreRefused(errno) else { throw FileError.lastCall("link", path) }
        return nil
      }
      kind = .symbolic
    } else {
      throw FileError.lastCall("link", path)
    }
    do {
      try files.rename(temporary, to: path)
      // Renaming one name of a file to another of its names does nothing.
      try files.remove(temporary)
    } catch {
      try? files.remove(temporary)
      throw error
    }
    try files.syncFolder(folder)
    return kind
  }

  /// Whether an error means that such a link can't be, rather than that something is broken.
  private static func linksAreRefused(_ code: Int32) -> Bool {
    [EXDEV, EPERM, EMLINK, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(code)
  }
}
