#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The system's own files.
public struct LocalFileSystem: FileSystem {
  private let pause: @Sendable (_ attempt: Int) -> Void

  public init() {
    self.init { usleep(useconds_t(50_000 << $0)) }
  }

  /// - Parameter pause: waits before a write that failed is tried again; attempts count from 0.
  init(pause: @escaping @Sendable (_ attempt: Int) -> Void) {
    self.pause = pause
  }

  public func createFile(_ path: String) throws -> any WritableFile {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    return try LocalFile(path, flags: flags, operation: "create", pause: pause)
  }

  public func openToAppend(_ path: String) throws -> any WritableFile {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
    return try LocalFile(path, flags: flags, operation: "open", pause: pause)
  }

  public func rename(_ path: String, to final: String) throws {
    #if canImport(Darwin)
      let result = Darwin.rename(path, final)
    #else
      let result = Glibc.rename(path, final)
    #endif
    guard result == 0 else {
      throw FileError.lastCall("rename to \(FilePath.name(of: final))", path)
    }
  }

  public func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw FileError.lastCall("remove", path) }
  }

  public func removeFolder(_ path: String) throws {
    guard rmdir(path) == 0 || [ENOENT, ENOTEMPTY, EEXIST].contains(errno) else {
      throw FileError.lastCall("remove folder", path)
    }
  }

  public func makeFolder(_ path: String) throws {
    // Synchronised only when all are made: most file systems then bring all of them to the disk at the
    // first call.
    for folder in try madeFolders(path) {
      do {
        try syncFolder(FilePath.parent(of: folder.path))
      } catch let error as FileError where error.isForbidden && !folder.isNew {
        // Nobody who may not even look into the folder above made this one.
      }
    }
  }

  /// Makes a folder and those above it that are missing.
  ///
  /// - Returns: the folders whose names may not be on the disk yet, topmost first. One that was there
  ///   already is among them: whoever made it may have been killed before.
  private func madeFolders(_ path: String) throws -> [(path: String, isNew: Bool)] {
    let above = FilePath.parent(of: path)
    var made: [(path: String, isNew: Bool)] = []
    var result = mkdir(path, 0o777)
    if result != 0, errno == ENOENT, above != path {
      made = try madeFolders(above)
      result = mkdir(path, 0o777)
    }
    let code = errno
    if result != 0, code == EEXIST, !FilePath.exists(path) {
      throw FileError(
        "make folder", path, code: ENOENT,
        because:
          "it is a symbolic link to something that is not there; remove it, or make its target")
    }
    guard result == 0 || FilePath.isFolder(path) else {
      // "File exists" would not say that the file is in the way.
      throw FileError("make folder", path, code: code == EEXIST ? ENOTDIR : code)
    }
    return made + [(path, result == 0)]
  }

  public func syncFolder(_ path: String) throws {
    let descriptor = restarted { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileError.lastCall("open folder", path) }
    defer { Self.close(descriptor) }
    // Some network file systems can't synchronise a folder and say EINVAL; there is no more to do.
    guard restarted({ fsync(descriptor) }) == 0 || errno == EINVAL else {
      throw FileError.lastCall("synchronise folder", path)
    }
  }

  private static func close(_ descriptor: Int32) {
    #if canImport(Darwin)
      Darwin.close(descriptor)
    #else
      Glibc.close(descriptor)
    #endif
  }
}
