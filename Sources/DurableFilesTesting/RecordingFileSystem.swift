public import DurableFiles
import Synchronization

/// A file system that does everything on the disk and remembers what was done, so that a test can
/// build what a power cut would have left at any moment, as SQLite's crash tests do.
public final class RecordingFileSystem: FileSystem {
  enum Operation: Sendable {
    case create(String, file: Int)
    /// An existing file, of so many bytes.
    case open(String, file: Int, length: Int)
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

  public init() {}

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
    let length = exists ? try FileContents.read(path).count : 0
    let file = try base.openToAppend(path)
    let number = newFile {
      exists ? .open(path, file: $0, length: length) : .create(path, file: $0)
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
    guard !FilePath.exists(path) else { return }
    try base.makeFolder(path)
    record(.makeFolder(path))
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
