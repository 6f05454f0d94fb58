internal import Foundation

/// A file that gets its name only when it is whole and on the disk.
///
/// Until `publish` its bytes lie in the same folder under a hidden name, which the next attempt
/// empties and uses again, so a killed process leaves at most one such file (with `Naming.unique`,
/// one for every time it is killed). For one task at a time.
public final class PendingFile {
  /// How the hidden name is made.
  public enum Naming: Sendable {
    /// `.NAME.partial`: for files with one writer.
    case fixed
    /// `.NAME.1A2B3C4D.partial`, different every time: where several processes may write the same file.
    case unique
  }

  /// The final name.
  public let path: String
  private let temporary: String
  private let files: any FileSystem
  private let file: any WritableFile
  private var isOpen = true
  /// Why nothing more is taken: what is in the file is not known.
  private var failure: (any Error)?
  private var length = 0
  private var checksum = CRC32C()
  /// The last bytes written, twice as many as needed at most.
  private var tail: [UInt8] = []

  /// Begins a file, in a folder that is made if need be.
  ///
  /// - Throws: `FileError` if the folder or the file can't be made, or something other than a file has the
  ///   final name.
  public init(
    _ path: String, naming: Naming = .fixed, in files: any FileSystem = LocalFileSystem()
  ) throws {
    guard !FilePath.isSpecial(path) else {
      throw FileError(
        "write", path, code: EEXIST, because: "it is a device, a pipe or a socket; give a file")
    }
    self.path = path
    self.files = files
    let folder = FilePath.parent(of: path)
    temporary = "\(folder)/\(Self.temporaryName(for: FilePath.name(of: path), naming))"
    if !FilePath.isFolder(folder) { try files.makeFolder(folder) }
    file = try files.createFile(temporary)
  }

  /// The longest name that file systems take, in bytes.
  private static let longestName = 255

  /// What unfinished files are called.
  private static func temporaryName(for name: String, _ naming: Naming) -> String {
    var end = ".partial"
    if naming == .unique { end = ".\(UUID().uuidString.prefix(8))" + end }
    let hidden = ".\(name)\(end)"
    guard hidden.utf8.count > longestName else { return hidden }
    // Two that begin alike must not be one.
    end = ".\(String(CRC32C.checksum(of: Array(name.utf8)), radix: 16))" + end
    var beginning = name
    while beginning.utf8.count + end.utf8.count + 1 > longestName { beginning.removeLast() }
    return ".\(beginning)\(end)"
  }

  deinit {
    discard()
  }

  /// Appends bytes, all or none.
  ///
  /// - Parameter known: their checksum, if somebody has taken it already.
  /// - Throws: `FileError`; the file is then as before. If the disk refuses that too, the file takes
  ///   nothing more and can't be published.
  public func write(_ bytes: UnsafeRawBufferPointer, checksum known: CRC32C? = nil) throws {
    if let failure { throw failure }
    guard bytes.count > 0 else { return }
    do {
      try file.write(bytes)
    } catch {
      do { try file.truncate(to: length) } catch { failure = error }
      throw error
    }
    length += bytes.count
    if let known {
      checksum.append(known, byteCount: bytes.count)
    } else {
      checksum.update(bytes)
    }
    // By place: a suffix that becomes an array would go through all bytes.
    tail += bytes[max(0, bytes.count - PublishedFile.tailLength)...]
    if tail.count > 2 * PublishedFile.tailLength {
      tail.removeFirst(tail.count - PublishedFile.tailLength)
    }
  }

  /// Appends bytes, all or none.
  public func write(_ bytes: some ContiguousBytesCollection) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Brings the file to the disk and gives it its name, in this order.
  ///
  /// - Throws: `FileError`. Nothing is left then, and trying again takes a new `PendingFile`: after
  ///   a failed sync the bytes are gone, though a second sync would report success. If only the
  ///   folder could not be synchronised, the file has its name and is whole, but a power cut may
  ///   take it back.
  public func publish() throws -> PublishedFile {
    do {
      if let failure { throw failure }
      try file.sync()
      try file.close()
      try files.rename(temporary, to: path)
    } catch {
      discard()
      throw error
    }
    isOpen = false
    try files.syncFolder(FilePath.parent(of: path))
    return PublishedFile(
      path: path, length: length, checksum: checksum.value,
      tail: CRC32C.checksum(of: tail.suffix(PublishedFile.tailLength)))
  }

  /// Leaves nothing behind; does nothing after `publish`.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    try? file.close()
    // A file that can't be removed stays hidden and is used again next time.
    try? files.remove(temporary)
  }

  /// Writes a small file whole.
  ///
  /// - Throws: as `publish`.
  @discardableResult
  public static func write(
    _ bytes: some ContiguousBytesCollection, to path: String,
    in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    let file = try PendingFile(path, in: files)
    try file.write(bytes)
    return try file.publish()
  }
}
