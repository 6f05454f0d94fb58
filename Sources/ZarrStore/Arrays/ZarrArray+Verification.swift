extension ZarrArray {
  /// Problems after which a check of one array stops: by then it is clear that much is missing.
  public static let mostProblems = 1000

  /// Whether an array must say itself what it consists of, as those written here do.
  public enum RecordRule: Sendable {
    /// Without a record, it is a problem: for the arrays of a run.
    case required
    /// Without a record, what is stored is checked: for arrays from elsewhere.
    case ifPresent
  }

  /// Reads everything that is stored and says what is wrong: missing shards, checksums that don't
  /// match, chunks of the wrong size, slices that should or shouldn't be there, changed metadata.
  ///
  /// Holds one chunk at a time. For arrays that other programs wrote, which say nothing about what
  /// is meant to exist, only what is there can be checked.
  ///
  /// - Parameter record: whether an array without a `CompletionRecord` is a problem in itself.
  /// - Returns: the problems, at most `mostProblems`; none when all is well.
  public func verify(record: RecordRule = .required) throws -> [ZarrProblem] {
    let grid = metadata.fileGrid
    let fileCount = grid.reduce(1, *)
    var problems: [ZarrProblem] = []
    let file = Self.metadataPath(path)
    if let completion {
      problems += try changedMetadata(completion, file: file)
      guard completion.shardCount == fileCount else {
        problems.append(
          ZarrProblem(
            file: file, found: "a shape with \(fileCount) shards",
            expected: "the \(completion.shardCount) shards that were written"))
        return problems
      }
    } else if record == .required || attributes[CompletionRecord.attributeName] != nil {
      problems.append(
        ZarrProblem(
          file: file, found: "no attribute \"sluice\" that makes sense",
          expected: "the record of a finished array"))
    }
    if completion == nil, fileCount > 1 << 20 {
      throw ZarrError.request(
        path: path, asked: "a look at \(fileCount) possible files", possible: "at most \(1 << 20)")
    }
    guard completion == nil || holdsSlices else {
      problems.append(
        ZarrProblem(
          file: file, found: "chunks of \(metadata.chunkShape)", expected: "chunks of one slice"))
      return problems
    }
    let absent = completion.map { Set($0.absent) }
    let scratch = ChunkScratch(byteCount: metadata.chunkByteCount)
    for number in 0..<fileCount where problems.count < Self.mostProblems {
      let coordinates = Extents.coordinates(number, in: grid)
      problems += try verifyFile(coordinates, absent: absent, scratch: scratch)
    }
    return Array(problems.prefix(Self.mostProblems))
  }

  /// Whether chunks are single slices, as this module writes them.
  private var holdsSlices: Bool {
    metadata.chunkShape.first == 1 && metadata.chunksInFile.dropFirst().allSatisfy { $0 == 1 }
  }

  private func changedMetadata(
    _ completion: CompletionRecord, file: String
  ) throws -> [ZarrProblem] {
    let json = try JSONParser.parse(try Self.metadataBytes(file), file: file)
    let checksum = CompletionRecord.checksum(of: json)
    guard checksum != completion.metadataChecksum else { return [] }
    return [
      ZarrProblem(
        file: file, found: "metadata with CRC-32C \(hexadecimal(checksum))",
        expected: "\(hexadecimal(completion.metadataChecksum)), as when the array was finished")
    ]
  }

  /// - Parameter absent: slices that were left out; `nil` when nothing is known about that.
  private func verifyFile(
    _ coordinates: [Int], absent: Set<Int>?, scratch: ChunkScratch
  ) throws -> [ZarrProblem] {
    guard case .sharded = metadata.storage else {
      return try verifyChunk(scratch) { try files.storedChunk(coordinates) }
    }
    let shard: ShardFileReader?
    do {
      shard = try files.shard(coordinates)
    } catch let error as ZarrError {
      return [error.problem(in: files.path(coordinates))]
    }
    guard let shard else {
      return absent == nil
        ? []
        : [
          ZarrProblem(
            file: files.path(coordinates), found: "no file", expected: "a shard")
        ]
    }
    var problems: [ZarrProblem] = []
    for chunk in 0..<shard.index.chunkCount {
      problems += try verifyChunk(scratch) { try shard.storedChunk(chunk) }
      if let absent, let first = coordinates.first {
        // In the last shard this may lie past the array's end.
        let z = first * metadata.fileShape[0] + chunk
        let expected = z < shape[0] && !absent.contains(z)
        if expected == shard.index.isAbsent(chunk) {
          problems.append(
            ZarrProblem(
              file: shard.path, chunk: chunk,
              found: expected ? "slice \(z) absent" : "slice \(z) stored",
              expected: expected ? "it stored" : "it absent"))
        }
      }
      if problems.count >= Self.mostProblems { break }
    }
    return problems
  }

  private func verifyChunk(
    _ scratch: ChunkScratch, _ find: () throws -> StoredChunk?
  ) throws -> [ZarrProblem] {
    do {
      guard let stored = try find() else { return [] }
      try stored.requirePossible(metadata.chunkByteCount, by: metadata.codecs)
      try files.decode(stored, into: scratch.room)
      return []
    } catch let error as ZarrError {
      return [error.problem(in: path)]
    }
  }
}

extension ZarrError {
  /// The same as a problem: a disk that can't read is one too.
  fileprivate func problem(in file: String) -> ZarrProblem {
    if case .damaged(let problem) = self { return problem }
    return ZarrProblem(file: file, found: description, expected: "readable data")
  }
}
