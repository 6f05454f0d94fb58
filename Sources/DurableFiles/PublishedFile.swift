/// A file that has its final name: how long it is, and what tells whether it is still the same.
public struct PublishedFile: Sendable, Hashable, Codable {
  public let path: String
  /// Bytes.
  public let length: Int
  /// CRC-32C of the whole file.
  public let checksum: UInt32
  /// CRC-32C of the last `tailLength` bytes, or of all if there are fewer. A shard's index and a
  /// gzip trailer lie there.
  public let tail: UInt32

  /// Bytes that a quick look reads.
  public static let tailLength = 4096

  public init(path: String, length: Int, checksum: UInt32, tail: UInt32) {
    self.path = path
    self.length = length
    self.checksum = checksum
    self.tail = tail
  }

  /// The same file, its path relative to a folder that it lies in.
  public func relative(to root: String) -> PublishedFile {
    PublishedFile(
      path: FilePath.relative(path, to: root), length: length, checksum: checksum, tail: tail)
  }

  /// The file's bytes, if they are those that were published.
  ///
  /// - Parameter root: the folder that `path` is relative to, if it is.
  /// - Throws: `FileDamage` if they aren't.
  public func contents(below root: String? = nil) throws -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(root.map { "\($0)/\(path)" } ?? path)
    } catch let error as FileError {
      throw FileDamage(path: path, error)
    }
    guard bytes.count == length else {
      throw FileDamage(path: path, .length(found: bytes.count, expected: length))
    }
    let found = CRC32C.checksum(of: bytes)
    guard found == checksum else {
      throw FileDamage(path: path, .checksum(found: found, expected: checksum))
    }
    return bytes
  }

  /// How closely a file is looked at.
  public enum Look: Sendable {
    /// Its length alone, of which nothing of the file need be read.
    case length
    /// Its length and its end.
    case quick
    /// Every byte.
    case full
  }

  /// What is wrong with the file now; `nil` if it is as it was published.
  ///
  /// - Parameter root: the folder that `path` is relative to, if it is.
  public func damage(_ look: Look, below root: String? = nil) -> FileDamage? {
    let place = root.map { "\($0)/\(path)" } ?? path
    do {
      let file = try InputFile(place)
      guard file.length == length else {
        return FileDamage(path: path, .length(found: file.length, expected: length))
      }
      if look == .length { return nil }
      var now = CRC32C()
      let from = look == .full ? 0 : max(0, length - Self.tailLength)
      try file.forEachPiece(from: from) { now.update($0) }
      let expected = look == .full ? checksum : tail
      return now.value == expected
        ? nil : FileDamage(path: path, .checksum(found: now.value, expected: expected))
    } catch let error as FileError {
      return FileDamage(path: path, error)
    } catch {
      return FileDamage(path: path, .missing)
    }
  }
}

extension PublishedFile {
  /// A file as it is now.
  ///
  /// - Throws: `FileError` if it can't be read.
  public static func reading(_ path: String) throws -> PublishedFile {
    let file = try InputFile(path)
    var (checksum, tail) = (CRC32C(), CRC32C())
    try file.forEachPiece(from: 0) { checksum.update($0) }
    try file.forEachPiece(from: max(0, file.length - tailLength)) { tail.update($0) }
    return PublishedFile(
      path: path, length: file.length, checksum: checksum.value, tail: tail.value)
  }
}

/// What is wrong with a published file.
public struct FileDamage: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    case missing
    /// A folder, a pipe or the like has its name.
    case notAFile
    /// The system's number for the reason.
    case unreadable(Int32)
    case length(found: Int, expected: Int)
    case checksum(found: UInt32, expected: UInt32)
  }

  public let path: String
  public let kind: Kind

  /// Whether the file is there but the system refuses to read it: it may be whole.
  public var isUnreadable: Bool {
    if case .unreadable = kind { true } else { false }
  }

  init(path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }

  init(path: String, _ error: FileError) {
    let kind: Kind =
      error.isMissingFile
      ? .missing : error.isOfTheName ? .notAFile : .unreadable(error.code)
    self.init(path: path, kind)
  }

  public var description: String {
    switch kind {
    case .missing: "\(path) is missing"
    case .notAFile: "\(path) is no file any more"
    case .unreadable(let code): "\(FileError("read", path, code: code))"
    case .length(let found, let expected):
      "\(path) has \(found) bytes, but had \(expected) when it was written"
    case .checksum(let found, let expected):
      "\(path) has CRC-32C \(CRC32C.text(found)), but had \(CRC32C.text(expected)) when it "
        + "was written"
    }
  }
}
