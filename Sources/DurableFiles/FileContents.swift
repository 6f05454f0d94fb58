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
}
