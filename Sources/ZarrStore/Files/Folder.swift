#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Folders and the names within them, changed so that each change survives a power cut.
enum Folder {
  /// The folder of `path`.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The part of `path` after its last slash.
  static func name(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }

  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// Whether `path` is a folder itself, not a link to one.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes `path` and the folders above it as needed.
  static func create(_ path: String) throws {
    let above = parent(of: path)
    var result = mkdir(path, 0o777)
    if result != 0, errno == ENOENT, above != path {
      try create(above)
      result = mkdir(path, 0o777)
    }
    if result == 0 {
      try synchronize(above)
    } else if errno != EEXIST {
      throw ZarrError.lastCall("create folder", path)
    }
  }

  /// Returns when the names within `path` will survive a power cut.
  static func synchronize(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ZarrError.lastCall("open folder", path) }
    defer { close(descriptor) }
    // Some network filesystems can't synchronise a folder and say EINVAL; there is no more to do.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw ZarrError.lastCall("synchronize folder", path)
    }
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

  /// Gives the file at `path` another name; replaces what had that name.
  static func rename(_ path: String, to final: String) throws {
    #if canImport(Darwin)
      let result = Darwin.rename(path, final)
    #else
      let result = Glibc.rename(path, final)
    #endif
    guard result == 0 else { throw ZarrError.lastCall("rename to \(name(of: final))", path) }
    try synchronize(parent(of: final))
  }

  /// Removes a file; one that isn't there is fine.
  static func removeFile(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw ZarrError.lastCall("remove", path) }
  }

  /// Removes a folder if nothing is left in it.
  static func removeIfEmpty(_ path: String) {
    rmdir(path)
  }

  /// Removes the chunk files in `path`, finished or not, and the folders that this empties.
  ///
  /// - Parameter first: of the files and folders directly in `path`, those with lower numbers stay.
  static func removeChunks(in path: String, from first: Int = 0) throws {
    for name in try names(in: path) {
      let isPartial = name.hasPrefix(".") && name.hasSuffix(".partial")
      let number = isPartial ? name.dropFirst().dropLast(".partial".count) : Substring(name)
      guard let number = Int(number), number >= first else { continue }
      let entry = "\(path)/\(name)"
      if isFolder(entry) {
        try removeChunks(in: entry)
      } else {
        try removeFile(entry)
      }
    }
    removeIfEmpty(path)
  }
}
