import ZarrStore

extension FuzzTarget {
  /// The `zarr.json` of an array, read back, and used on a shard and a chunk that lie where it may
  /// expect them.
  static let zarrMetadata = FuzzTarget("zarr-metadata", refusing: ZarrError.self) { input in
    let metadata = try ZarrArrayMetadata.parse(input.bytes, file: "zarr.json")
    let again = try ZarrArrayMetadata.parse(metadata.printed(), file: "printed")
    try FuzzFinding.require(again == metadata, "metadata reads back as printed")
    try input.fixture("array/c/0/0/0", ZarrLayout.all[0].shard)
    _ = try input.file("array/zarr.json")
    try readArray(try ZarrArray(path: "\(input.folder)/array"))
  }

  /// A shard file, under metadata with and without the checksums that would hide what lies behind them.
  static let zarrShard = FuzzTarget("zarr-shard", refusing: ZarrError.self) { input in
    var refusals: [ZarrError] = []
    for layout in ZarrLayout.all {
      try input.fixture("\(layout.name)/zarr.json", layout.metadata)
      try input.fixture("\(layout.name)/c/0/0/0", [])
      _ = try input.file("\(layout.name)/c/0/0/0")
      do {
        try readArray(try ZarrArray(path: "\(input.folder)/\(layout.name)"))
      } catch let error as ZarrError {
        refusals.append(error)
      }
    }
    if let first = refusals.first, refusals.count == ZarrLayout.all.count { throw first }
  }

  /// What the program's memory budget would admit here.
  private static let budget = 1 << 16

  /// Looking for a file takes the system its time, however many of them a few bytes of metadata announce.
  private static let mostFiles = 1 << 12

  private static func readArray(_ array: ZarrArray) throws {
    let files = Swift.zip(array.shape, array.metadata.fileShape).reduce(1.0) {
      $0 * (Double($1.0) / Double($1.1)).rounded(.up)
    }
    guard files <= Double(mostFiles) else { return }
    let problems = try array.verify(record: .ifPresent)
    _ = problems.map(\.description)
    guard array.sliceByteCount <= budget else { return }
    var refusal: ZarrError?
    for z in 0..<min(array.sliceCount, 4) {
      do {
        let slice = try array.slice(z)
        try FuzzFinding.require(
          slice?.count ?? array.sliceByteCount == array.sliceByteCount, "a slice of its size")
      } catch let error as ZarrError {
        refusal = error
      }
    }
    if let refusal {
      try FuzzFinding.require(!problems.isEmpty, "what can't be read is a problem")
      throw refusal
    }
    _ = try array.readAll(limit: budget)
    if let problem = problems.first { throw ZarrError.damaged(problem) }
  }
}
