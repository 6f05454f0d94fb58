public import Foundation

extension FileManager {
  /// Renames a finished file to its final name and makes the new name durable.
  func publish(_ temporary: String, as path: String) throws {
    guard rename(temporary, path) == 0 else {
      throw RunFolderError.cannotCreate(path, reason: String(cString: strerror(errno)))
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Writes a small file so that it appears under its name only when it is whole.
  public func writeWhole(_ data: Data, to path: String) throws {
    let temporary = "\(path).partial"
    guard createFile(atPath: temporary, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporary)
    else {
      throw RunFolderError.cannotCreate(path, reason: "the folder can't be written to")
    }
    do {
      try handle.write(contentsOf: data)
      try handle.synchronize()
      try handle.close()
      try publish(temporary, as: path)
    } catch {
      try? removeItem(atPath: temporary)
      throw error
    }
  }
}
