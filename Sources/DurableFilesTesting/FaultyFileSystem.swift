public import DurableFiles
import Synchronization

/// A file system of which one operation fails, or all from one on, so that a test can let each
/// operation of a program fail in turn.
///
/// Operations are numbered as they come: what several tasks do at once is numbered by chance.
public final class FaultyFileSystem: FileSystem {
  /// Which operations fail.
  public enum Fault: Sendable, Hashable {
    /// The n-th alone, from 0: a disk that hiccupped.
    case once(Int)
    /// The n-th and all after it: a disk that is full or gone.
    case from(Int)

    func strikes(_ number: Int) -> Bool {
      switch self {
      case .once(let n): number == n
      case .from(let n): number >= n
      }
    }
  }

  /// What may fail.
  public enum Operation: Sendable, Hashable, CaseIterable {
    case create, open, write, truncate, sync, close, rename, remove, makeFolder, syncFolder

    /// What disks refuse. Taking a failed write back and closing are let through, so that a test
    /// of these must ask for it.
    public static let usual = Set(allCases).subtracting([.truncate, .close])
  }

  private let base: any FileSystem
  private let fault: Fault
  private let kinds: Set<Operation>
  private let code: Int32
  private let count = Atomic(0)
  private let strikes = Atomic(0)

  /// - Parameters:
  ///   - kinds: which operations are numbered and may fail.
  ///   - code: the system's number for the reason, such as `ENOSPC`.
  public init(
    _ fault: Fault, of kinds: Set<Operation> = Operation.usual, code: Int32,
    over base: any FileSystem = LocalFileSystem()
  ) {
    self.base = base
    self.fault = fault
    // A disk that is full lets go of files all the same.
    self.kinds = code == FileError.outOfSpaceCode ? kinds.subtracting([.remove]) : kinds
    self.code = code
  }

  /// How many operations of those kinds there were, failed ones included.
  public var operationCount: Int { count.load(ordering: .relaxed) }
  /// How many were made to fail.
  public var faultCount: Int { strikes.load(ordering: .relaxed) }

  fileprivate func check(_ kind: Operation, _ operation: String, _ path: String) throws {
    guard kinds.contains(kind) else { return }
    let number = count.wrappingAdd(1, ordering: .relaxed).oldValue
    guard fault.strikes(number) else { return }
    strikes.wrappingAdd(1, ordering: .relaxed)
    throw FileError(operation, path, code: code)
  }

  public func createFile(_ path: String) throws -> any WritableFile {
    try check(.create, "create", path)
    return FaultyFile(try base.createFile(path), path, self)
  }

  public func openToAppend(_ path: String) throws -> any WritableFile {
    try check(.open, "open", path)
    return FaultyFile(try base.openToAppend(path), path, self)
  }

  public func rename(_ path: String, to final: String) throws {
    try check(.rename, "rename", path)
    try base.rename(path, to: final)
  }

  public func remove(_ path: String) throws {
    try check(.remove, "remove", path)
    try base.remove(path)
  }

  public func removeFolder(_ path: String) throws {
    try base.removeFolder(path)
  }

  public func makeFolder(_ path: String) throws {
    try check(.makeFolder, "make folder", path)
    try base.makeFolder(path)
  }

  public func syncFolder(_ path: String) throws {
    try check(.syncFolder, "synchronise folder", path)
    try base.syncFolder(path)
  }
}

private final class FaultyFile: WritableFile {
  private let base: any WritableFile
  private let path: String
  private let system: FaultyFileSystem

  init(_ base: any WritableFile, _ path: String, _ system: FaultyFileSystem) {
    self.base = base
    self.path = path
    self.system = system
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    do {
      try system.check(.write, "write", path)
    } catch {
      // A disk writes part of what it can't write whole.
      try? base.write(UnsafeRawBufferPointer(rebasing: bytes.prefix(bytes.count / 2)))
      throw error
    }
    try base.write(bytes)
  }

  func truncate(to length: Int) throws {
    try system.check(.truncate, "truncate", path)
    try base.truncate(to: length)
  }

  func sync() throws {
    try system.check(.sync, "synchronise", path)
    try base.sync()
  }

  func close() throws {
    try system.check(.close, "close", path)
    try base.close()
  }
}
