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
    let descriptor = restarted { open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666) }
    guard descriptor >= 0 else { throw FileError.lastCall("open", path) }
    guard restarted({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
      defer { close(descriptor) }
      guard errno == EWOULDBLOCK else { throw FileError.lastCall("lock", path) }
      throw LockError(path: path, owner: owner(in: path))
    }
    let lock = FolderLock(descriptor)
    let deadOwner = owner(in: path)
    let me = Owner(
      process: getpid(), host: ProcessInfo.processInfo.hostName,
      started: ISO8601DateFormatter().string(from: Date()))
    let text = (try? JSONEncoder().encode(me)).map(Array.init) ?? []
    guard ftruncate(descriptor, 0) == 0,
      text.withUnsafeBytes({ pwrite(descriptor, $0.baseAddress, $0.count, 0) }) == text.count
    else { throw FileError.lastCall("write", path) }
    return (lock, deadOwner)
  }

  /// Who holds the lock of that file now; `nil` if nobody does.
  public static func currentOwner(_ path: String) -> Owner? {
    let descriptor = restarted { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // A shared lock is refused exactly while somebody holds the exclusive one.
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return owner(in: path)
  }

  private static func owner(in path: String) -> Owner? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? JSONDecoder().decode(Owner.self, from: data)
  }

  /// Gives the lock back.
  public func release() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
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
