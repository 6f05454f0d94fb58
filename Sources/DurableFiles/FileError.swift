#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A system call on a file or folder that failed.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was being done, as a verb: `open`, `write`, `rename`.
  public let operation: String
  public let path: String
  /// The system's number for the reason.
  public let code: Int32
  /// What is said in place of the system's reason.
  private let circumstance: String?

  public init(_ operation: String, _ path: String, code: Int32, because circumstance: String? = nil)
  {
    self.operation = operation
    self.path = path
    self.code = code
    self.circumstance = circumstance
  }

  /// The failure of the system call that has just returned.
  static func lastCall(_ operation: String, _ path: String) -> FileError {
    FileError(operation, path, code: errno)
  }

  /// What the system says when a disk is full.
  public static let outOfSpaceCode = ENOSPC

  /// Whether there is no room: nothing else can be written either until somebody makes some.
  public var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT }

  /// Whether the same call may succeed in a while: a busy or hiccupping disk, a network file system
  /// that did not answer, too many files open.
  public var mayPass: Bool {
    [EIO, EAGAIN, EINTR, EBUSY, ESTALE, ETIMEDOUT, ENFILE, EMFILE, ENOMEM].contains(code)
  }

  public var isMissingFile: Bool { code == ENOENT }

  /// Whether the name itself is what can't be: another file in the same place would fare better.
  public var isOfTheName: Bool {
    [ENAMETOOLONG, EILSEQ, EINVAL].contains(code)
  }

  var isForbidden: Bool { code == EACCES || code == EPERM }

  public var description: String {
    "\(path): can't \(operation): \(circumstance ?? String(cString: strerror(code)))\(advice)"
  }

  private var advice: String {
    switch code {
    case ENOSPC: "; make room on that disk and run again"
    case EDQUOT: "; your quota is used up: make room and run again"
    case EACCES, EPERM, EROFS:
      ["open", "read", "examine"].contains(operation)
        ? "; see to it that you may" : "; choose a place that you may write to"
    case EFBIG: "; raise the limit of a file's size (ulimit -f)"
    case EMFILE, ENFILE: "; raise the limit of open files (ulimit -n)"
    case EISDIR where operation.hasPrefix("rename"): "; a folder is in the way: move it away"
    case ENOTDIR where operation == "make folder": "; a file is in the way: move it away"
    case EIO: "; the disk or the network file system reports damage: look at its log"
    default: ""
    }
  }
}
