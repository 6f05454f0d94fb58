extension PendingFile {
  /// Copies a file whole, a mebibyte at a time.
  ///
  /// - Throws: `FileError` if it can't be read or the copy can't be written; nothing is left then.
  @discardableResult
  public static func copy(
    _ source: String, to path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    let input = try InputFile(source)
    let file = try PendingFile(path, in: files)
    try input.forEachPiece { try file.write($0) }
    return try file.publish()
  }
}
