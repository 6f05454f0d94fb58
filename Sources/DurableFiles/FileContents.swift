/// Files small enough to be read whole.
public enum FileContents {
  /// The bytes of a file.
  ///
  /// - Throws: `FileError` if it can't be read.
  public static func read(_ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let file = try InputFile(path)
    bytes.reserveCapacity(file.length)
    try file.forEachPiece { bytes += $0 }
    return bytes
  }

  /// A file's length, and its last `PublishedFile.tailLength` bytes or all if there are fewer.
  ///
  /// - Throws: `FileError` if it can't be read, or is no regular file.
  public static func tail(_ path: String) throws -> (length: Int, bytes: [UInt8]) {
    let file = try InputFile(path)
    let length = file.length
    var bytes: [UInt8] = []
    try file.forEachPiece(from: max(0, length - PublishedFile.tailLength)) { bytes += $0 }
    return (length, bytes)
  }
}
