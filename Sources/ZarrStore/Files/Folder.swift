internal import DurableFiles

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Folders of a store, and the names within them.
enum Folder {
  /// Whether `path` is a folder itself, not a link to one.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names within `path`, sorted, but for `.` and `..`.
  static func names(in path: String) throws -> [String] {
    guard let stream = opendir(path) else { throw ZarrError.lastCall("list", path) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw ZarrError.lastCall("list", path) }
    return names.sorted()
  }

  /// Removes the chunk files in `path`, finished or not, and the folders that this empties.
  ///
  /// - Parameter first: of the files and folders directly in `path`, those with lower numbers stay.
  static func removeChunks(
    in path: String, from first: Int = 0, _ files: any FileSystem
  ) throws {
    for name in try names(in: path) {
      let isPartial = name.hasPrefix(".") && name.hasSuffix(".partial")
      let number = isPartial ? name.dropFirst().dropLast(".partial".count) : Substring(name)
      guard let number = Int(number), number >= first else { continue }
      let entry = "\(path)/\(name)"
      if isFolder(entry) {
        try removeChunks(in: entry, files)
      } else {
        try files.remove(entry)
      }
    }
    try files.removeFolder(path)
  }
}
