import DurableFiles
import Foundation

/// The system's files, of which a power cut may leave anything: to compare with programs that don't wait
/// for the disk.
struct UnsynchronisedFiles: FileSystem {
  private let files = LocalFileSystem()

  func createFile(_ path: String) throws -> any WritableFile { try File(path, O_TRUNC) }
  func openToAppend(_ path: String) throws -> any WritableFile { try File(path, O_APPEND) }
  func rename(_ path: String, to final: String) throws { try files.rename(path, to: final) }
  func remove(_ path: String) throws { try files.remove(path) }
  func removeFolder(_ path: String) throws { try files.removeFolder(path) }

  func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func syncFolder(_ path: String) {}

  private final class File: WritableFile {
    private let path: String
    private let handle: FileHandle

    init(_ path: String, _ flag: Int32) throws {
      self.path = path
      let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flag, 0o666)
      guard descriptor >= 0 else { throw FileError("create", path, code: errno) }
      handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
      var rest = bytes[...]
      while !rest.isEmpty {
        let next = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.write(handle.fileDescriptor, next.baseAddress, next.count)
        guard count > 0 else { throw FileError("write", path, code: errno) }
        rest = rest.dropFirst(count)
      }
    }

    func truncate(to length: Int) throws { try handle.truncate(atOffset: UInt64(length)) }
    func sync() {}
    func close() throws { try handle.close() }
  }
}
