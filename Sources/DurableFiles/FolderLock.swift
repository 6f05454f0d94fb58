internal import Foundation
internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Keeps a folder to one process at a time.
///
/// The lock is the system's (`flock`) on a file that says whose it is. It ends with the process,
/// however that ends, so that a dead owner's lock is simply taken over.
public final class FolderLock: Sendable {
  /// Who holds a lock, or held it.
  public struct Owner: Sendable, Hashable, Codable {
    public let process: Int32
    public let host: String
    /// ISO 8601, UTC.
    public let started: String
  }

  private let descriptor: Mutex<Int32>

  private init(_ descriptor: Int32) {
    self.descriptor = Mutex(descriptor)
  }

  deinit {
    release()
  }

  /// Takes the lock.
  ///
  /// - Parameter path: of the lock's file, which is made if need be and stays.
  /// - Returns: the lock, held until it is released or let go of, and the owner before, if that one
  ///   ended without releasing it.
  /// - Throws: `LockError` if another process has it, `FileError` if the file can't be made.
  public static func acquire(_ path: String) throws -> (lock: FolderLock, deadOwner: Owner?) {
    try acquire(path) { usleep(10_000) }
  }

  /// Keeps owners out while a folder is looked at. Several may look at a time, and nothing is written.
  ///
  /// - Returns: the lock; `nil` if there is no lock's file to take it on.
  /// - Throws: `LockError` if a process has the folder, `FileError` if the file can't be opened.
  public static func share(_ path: String) throws -> FolderLock? {
    let descriptor = restarted { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw FileError.lastCall("open", path) }
    guard restarted({ flock(descriptor, LOCK_SH | LOCK_NB) }) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw FileError("lock", path, code: code) }
      throw LockError(path: path, owner: owner(in: path))
    }
    return FolderLock(descriptor)
  }

  /// Takes the system's lock on a file that is there, without saying in it whose it is: should somebody
  /// remove the lock's own file, owners still keep each other out.
  ///
  /// - Throws: `LockError` if another process has it, `FileError` if the file can't be opened.
  public static func hold(_ path: String) throws -> FolderLock {
    let descriptor = restarted { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
    guard descriptor >= 0 else { throw FileError.lastCall("open", path) }
    do {
      try lock(descriptor, path) { usleep(10_000) }
    } catch {
      close(descriptor)
      throw (error as? LockError).map { LockError(path: $0.path, owner: nil) } ?? error
    }
    return FolderLock(descriptor)
  }

  /// Somebody who asks whether it is held has a shared lock for a moment, which must not be taken for an
  /// owner. So the lock is asked for a few times.
  private static let mostAttempts = 5

  /// - Parameter pause: waits before the lock is asked for again.
  static func acquire(
    _ path: String, pause: () -> Void
  ) throws -> (lock: FolderLock, deadOwner: Owner?) {
    let descriptor = restarted { open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666) }
    guard descriptor >= 0 else { throw FileError.lastCall("open", path) }
    do {
      try lock(descriptor, path, pause)
    } catch {
      close(descriptor)
      throw error
    }
    let lock = FolderLock(descriptor)
    let deadOwner = owner(in: path)
    try say(whose: descriptor, path)
    return (lock, deadOwner)
  }

  private static func lock(_ descriptor: Int32, _ path: String, _ pause: () -> Void) throws {
    var attempt = 1
    while restarted({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
      let code = errno
      guard code == EWOULDBLOCK else { throw FileError("lock", path, code: code) }
      guard attempt < mostAttempts else { throw LockError(path: path, owner: owner(in: path)) }
      pause()
      attempt += 1
    }
  }

  /// Writes into the lock's file that it is this process's.
  private static func say(whose descriptor: Int32, _ path: String) throws {
    let me = Owner(
      process: getpid(), host: ProcessInfo.processInfo.hostName,
      started: ISO8601DateFormatter().string(from: Date()))
    let text = try JSONEncoder().encode(me)
    guard ftruncate(descriptor, 0) == 0 else { throw FileError.lastCall("write", path) }
    let count = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else { throw FileError.lastCall("write", path) }
    guard count == text.count else { throw FileError("write", path, code: ENOSPC) }
  }

  /// Whether somebody holds the system's lock on that file now.
  public static func isHeld(_ path: String) -> Bool {
    let descriptor = restarted { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // A shared lock is refused exactly while somebody holds the exclusive one.
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  /// Who holds the lock of that file now; `nil` if nobody does.
  static func currentOwner(_ path: String) -> Owner? {
    isHeld(path) ? owner(in: path) : nil
  }

  private static func owner(in path: String) -> Owner? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? JSONDecoder().decode(Owner.self, from: data)
  }

  /// Gives the lock back.
  public func release() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      // Of a shared lock, which is open for reading alone, this leaves what is there.
      ftruncate(descriptor, 0)
      close(descriptor)
      descriptor = -1
    }
  }
}

/// A folder that another process is using.
public struct LockError: Error, Sendable, Hashable, CustomStringConvertible {
  public let path: String
  /// `nil` if it has not said yet who it is.
  public let owner: FolderLock.Owner?

  public var description: String {
    let folder = FilePath.parent(of: path)
    let user = owner.map { "process \($0.process) on \($0.host) since \($0.started)" }
    return "\(folder) is in use by \(user ?? "another process"); wait for it, stop it, or give "
      + "another folder"
  }
}
