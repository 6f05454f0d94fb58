public import Foundation

extension FileManager {
  /// Writes a small file so that it appears under its name only when it is whole.
  ///
  /// - Throws: `RunFolderError` with the system's reason.
  public func writeWhole(_ data: Data, to path: String) throws {
    let file = try PartialFile(path)
    try file.append(data)
    try file.publish()
  }
}
