public import DurableFiles
import Foundation
import Synchronization

/// A file system that does everything on the disk and remembers what was done, so that a test can
/// build what a power cut would have left at any moment, as SQLite's crash tests do.
public final class RecordingFileSystem: FileSystem {
  enum Operation: Sendable {
    case create(String, file: Int)
    /// A file that was there, with what was in it.
    case open(String, file: Int, [UInt8])
    case write(file: Int, [UInt8])
    case truncate(file: Int, Int)
    case sync(file: Int)
    case rename(String, String)
    case remove(String)
    case removeFolder(String)
    case makeFolder(String)
    case syncFolder(String)
  }

  private struct State {
    var operations: [Operation] = []
    var files = 0
  }

  private let base = LocalFileSystem()
  private let state = Mutex(State())
  /// What was on the disk before, all of it synchronised: files, and the folders that hold them.
  let earlierFiles: [String: [UInt8]]
  let earlierFolders: Set<String>

  /// Begins with nothing on the disk.
  public init() {
    earlierFiles = [:]
    earlierFolders = []
  }

  /// Begins with what lies in `root`, for a test that cuts the power a second time.
  public init(holding root: String) throws {
    var files: [String: [UInt8]] = [:]
    var folders: Set<String> = [root]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let path = "\(root)/\(name)"
      if FilePath.isFolder(path) {
        folders.insert(path)
      } else {
        files[path] = try FileContents.read(path)
      }
    }
    earlierFiles = files
    earlierFolders = folders
  }

  /// How many operations there were so far; a power cut may come after each.
  public var operationCount: Int { state.withLock { $0.operations.count } }

  var operations: [Operation] { state.withLock { $0.operations } }

  fileprivate func record(_ operation: Operation) {
    state.withLock { $0.operations.append(operation) }
  }

  private func newFile(_ operation: (Int) -> Operation) -> Int {
    state.withLock { state in
      state.files += 1
      state.operations.append(operation(state.files))
      return state.files
    }
  }

  public func createFile(_ path: String) throws -> any WritableFile {
    let file = try base.createFile(path)
    return RecordedFile(file, newFile { .create(path, file: $0) }, self)
  }

  public func openToAppend(_ path: String) throws -> any WritableFile {
    let exists = FilePath.exists(path)
    let content = exists ? try FileContents.read(path) : []
    let file = try base.openToAppend(path)
    let number = newFile {
      exists ? .open(path, file: $0, content) : .create(path, file: $0)
    }
    return RecordedFile(file, number, self)
  }

  public func rename(_ path: String, to final: String) throws {
    try base.rename(path, to: final)
    record(.rename(path, final))
  }

  public func remove(_ path: String) throws {
    try base.remove(path)
    record(.remove(path))
  }

  public func removeFolder(_ path: String) throws {
    try base.removeFolder(path)
    if !FilePath.exists(path) { record(.removeFolder(path)) }
  }

  public func makeFolder(_ path: String) throws {
    let above = FilePath.parent(of: path)
    if above != path, !FilePath.exists(above) { try makeFolder(above) }
    let exists = FilePath.exists(path)
    try base.makeFolder(path)
    if !exists { record(.makeFolder(path)) }
    record(.syncFolder(above))
  }

  public func syncFolder(_ path: String) throws {
    try base.syncFolder(path)
    record(.syncFolder(path))
  }
}

private final class RecordedFile: WritableFile {
  private let base: any WritableFile
  private let number: Int
  private let system: RecordingFileSystem

  init(_ base: any WritableFile, _ number: Int, _ system: RecordingFileSystem) {
    self.base = base
    self.number = number
    self.system = system
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    try base.write(bytes)
    system.record(.write(file: number, Array(bytes)))
  }

  func truncate(to length: Int) throws {
    try base.truncate(to: length)
    system.record(.truncate(file: number, length))
  }

  func sync() throws {
    try base.sync()
    system.record(.sync(file: number))
  }

  func close() throws {
    try base.close()
  }
}
