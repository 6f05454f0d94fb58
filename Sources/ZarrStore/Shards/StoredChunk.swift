/// The stored bytes of one chunk, within a shard or a file of its own.
struct StoredChunk {
  let file: File
  let range: Range<Int>
  /// The chunk's number within its shard; `nil` when it has a file of its own.
  let chunk: Int?

  /// Reads the bytes and decodes them into `room`, which they must fill exactly.
  func decode(
    by codecs: ChunkCodecs, with decoder: ChunkDecoder, into room: UnsafeMutableRawBufferPointer
  ) throws {
    let most = codecs.mostStored(room.count)
    guard range.count <= most else {
      throw damage(
        ChunkDamage(found: "\(range.count) stored bytes", expected: "at most \(most)"))
    }
    let bytes = decoder.storedRoom(range.count)
    try file.read(into: bytes, at: range.lowerBound)
    do {
      try decoder.decode(UnsafeRawBufferPointer(bytes), by: codecs, into: room)
    } catch let damage as ChunkDamage {
      throw self.damage(damage)
    }
  }

  /// Reads the last bytes: `count` or, of a shorter chunk, all.
  func readEnd(_ count: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws {
    let end = range.suffix(count)
    var bytes = [UInt8](repeating: 0, count: end.count)
    try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: end.lowerBound) }
    bytes.withUnsafeBytes(body)
  }

  /// Refuses a chunk whose content can't be as large as `byteCount`, before room is made for it.
  func requirePossible(_ byteCount: Int, by codecs: ChunkCodecs) throws {
    let possible = codecs.mostContent(of: range.count)
    guard byteCount <= possible else {
      throw damage(
        ChunkDamage(
          found: "\(range.count) stored bytes", expected: "enough for a chunk of \(byteCount)"))
    }
  }

  private func damage(_ damage: ChunkDamage) -> ZarrError {
    .damaged(
      ZarrProblem(
        file: file.path, chunk: chunk, offset: range.lowerBound, found: damage.found,
        expected: damage.expected))
  }
}
