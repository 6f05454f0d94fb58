import Foundation

/// A file that appears under its final name only when it is whole.
///
/// It is written under a temporary name in the same folder; `commit` flushes it to the disk and
/// renames it. Without `commit` nothing remains.
struct WholeFile: ~Copyable {
  let path: String
  /// Where the bytes are to be written until `commit`; exists and is empty at first.
  let temporaryPath: String
  private var isCommitted = false

  init(_ path: String) throws {
    let url = URL(fileURLWithPath: path)
    self.path = path
    temporaryPath =
      url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).\(UUID().uuidString)"
    let descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path, "creating a file there") }
    close(descriptor)
  }

  deinit {
    if !isCommitted { unlink(temporaryPath) }
  }

  /// Flushes the file and its folder, and gives the file its name.
  mutating func commit() throws {
    try Self.flush(temporaryPath, path)
    guard rename(temporaryPath, path) == 0 else { throw Self.failure(path, "renaming") }
    isCommitted = true
    try Self.flush(URL(fileURLWithPath: path).deletingLastPathComponent().path, path)
  }

  private static func flush(_ flushed: String, _ path: String) throws {
    let descriptor = open(flushed, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path, "opening for flushing") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path, "flushing to the disk") }
  }

  /// The error of the system call that just failed.
  static func failure(_ path: String, _ doing: String) -> PictureError {
    .file(path: path, doing: doing, reason: String(cString: strerror(errno)))
  }

  /// Writes `bytes` as the whole file `path`.
  static func write(_ bytes: [UInt8], to path: String) throws {
    var file = try WholeFile(path)
    let descriptor = open(file.temporaryPath, O_WRONLY)
    guard descriptor >= 0 else { throw failure(path, "opening for writing") }
    defer { close(descriptor) }
    try bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let written = Foundation.write(descriptor, part.baseAddress, part.count)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { throw failure(path, "writing") }
        rest = rest.dropFirst(written)
      }
    }
    try file.commit()
  }

  /// The bytes of the file `path`.
  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(path, "opening") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "reading") }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}
