/// Everything that changes files, so that tests can record it, cut the power, or let it fail.
///
/// A change survives a power cut only once what it changed was synchronised: the file for its
/// content, the folder for the names in it.
public protocol FileSystem: Sendable {
  /// Creates an empty file, or empties the one that is there.
  func createFile(_ path: String) throws -> any WritableFile
  /// Opens a file to write at its end; creates it if need be.
  func openToAppend(_ path: String) throws -> any WritableFile
  /// Gives a file another name; replaces what had that name.
  func rename(_ path: String, to final: String) throws
  /// Removes a file; one that isn't there is fine.
  func remove(_ path: String) throws
  /// Removes a folder if nothing is in it.
  func removeFolder(_ path: String) throws
  /// Makes a folder and those above it; each survives a power cut when this returns, a folder that
  /// was there included.
  func makeFolder(_ path: String) throws
  /// Returns when the names in a folder will survive a power cut.
  func syncFolder(_ path: String) throws
}

/// A file that is being written, one writer at a time.
public protocol WritableFile: AnyObject, Sendable {
  /// Writes all of the bytes at the end.
  func write(_ bytes: UnsafeRawBufferPointer) throws
  /// Cuts the file to so many bytes; the next are written there.
  func truncate(to length: Int) throws
  /// Returns when what was written will survive a power cut.
  func sync() throws
  /// Nothing can be written afterwards; does nothing the second time.
  func close() throws
}
