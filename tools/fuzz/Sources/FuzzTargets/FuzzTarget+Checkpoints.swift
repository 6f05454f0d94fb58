import NN
import SegmentAnything
import Tensors

extension FuzzTarget {
  /// The pickle within a file of torch's, whose archive and checksums are right.
  static let pickle = FuzzTarget("pickle", refusing: CheckpointError.self) { input in
    let storage = [UInt8](repeating: 0x3F, count: 256)
    let archive = StoredZip([
      ("archive/data.pkl", input.bytes), ("archive/data/0", storage), ("archive/data/1", storage),
    ])
    try readCheckpoint(try input.file("model.pth", archive.bytes[...]))
  }

  /// A whole file of torch's.
  static let zip = FuzzTarget("zip", refusing: CheckpointError.self) { input in
    let path = try input.file("model.pth")
    try Checkpoint.open(path).verify()
    try readCheckpoint(path)
  }

  static let safetensors = FuzzTarget(
    "safetensors", refusing: CheckpointError.self
  ) { input in
    try readCheckpoint(try input.file("model.safetensors"))
  }

  /// An `.npy` file.
  static let numpy = FuzzTarget("numpy", refusing: CheckpointError.self) { input in
    let file = try NumpyFile(reading: try input.file("array.npy"))
    try FuzzFinding.require(
      file.floats.count == file.shape.reduce(1, *), "as many floats as the shape holds")
  }

  /// All tensors of one input may have this many bytes; reading a large one is no finding.
  private static let budget = 4 << 20

  private static func readCheckpoint(_ path: String) throws {
    let checkpoint = try Checkpoint.open(path)
    var left = budget
    for entry in checkpoint.entries {
      left -= entry.byteCount
      guard left >= 0 else { break }
      try FuzzFinding.require(
        try checkpoint.bytes(named: entry.name).count == entry.byteCount, "bytes as announced")
      guard entry.dtype.isConvertible else { continue }
      try FuzzFinding.require(
        try checkpoint.tensor(named: entry.name).shape == entry.shape, "a shape as announced")
    }
    _ = try? checkpoint.tensor(named: "weight")
    // Most are no SAM; that is for the model to say, by its own error.
    do { _ = try Sam.configuration(of: checkpoint) } catch is SamError {}
  }
}
