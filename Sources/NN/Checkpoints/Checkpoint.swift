public import Tensors

/// A file of named tensors: `.safetensors`, or what `torch.save` writes.
///
/// Opening reads the table of contents alone, so it costs the same for a toy and for ViT-H; elements
/// are read when asked for. Nothing in a file is ever executed. Open checkpoints can be shared
/// between tasks.
public struct Checkpoint: Sendable {
  /// Where the file was opened.
  public let path: String
  public let format: CheckpointFormat
  /// Every tensor, in the file's order.
  public let entries: [CheckpointEntry]
  /// Texts beside the tensors (`__metadata__` of a safetensors file, but for its checksum; empty for torch
  /// files).
  public let metadata: [String: String]

  /// How many values beside tensors the file has, such as a training run's epoch. They are not read.
  public let otherValueCount: Int

  private let file: InputFile
  /// Of a safetensors file.
  private let header: SafetensorsHeader?
  /// The parts of the file that carry a checksum.
  private let checked: [ZipDirectory.Entry]
  private let tensors: [String: StoredTensor]

  /// Opens the file at `path`, telling the format by its content, never by its name.
  ///
  /// Throws `CheckpointError` for files that cannot be read, are of another kind, or break the
  /// rules of their format.
  public static func open(_ path: String) throws -> Checkpoint {
    let file = try InputFile(path)
    switch try CheckpointFormat.detect(file) {
    case .safetensors:
      let header = try SafetensorsHeader(reading: file)
      return Checkpoint(file, .safetensors, header.tensors, header: header)
    case .torch:
      let archive = try TorchArchive(reading: file)
      return Checkpoint(
        file, .torch, archive.tensors, otherValueCount: archive.otherValueCount,
        checked: archive.directory.entries)
    }
  }

  private init(
    _ file: InputFile, _ format: CheckpointFormat, _ tensors: [StoredTensor],
    header: SafetensorsHeader? = nil, otherValueCount: Int = 0,
    checked: [ZipDirectory.Entry] = []
  ) {
    self.path = file.path
    self.format = format
    self.entries = tensors.map(\.entry)
    self.metadata = header?.notes ?? [:]
    self.header = header
    self.otherValueCount = otherValueCount
    self.checked = checked
    self.file = file
    self.tensors = Dictionary(uniqueKeysWithValues: tensors.map { ($0.entry.name, $0) })
  }

  /// What the file says about the tensor with this full name.
  public func entry(named name: String) -> CheckpointEntry? {
    tensors[name]?.entry
  }

  /// Reads a tensor as float32, whatever real type it is stored in.
  ///
  /// Throws `CheckpointError.missingTensor` for a name that is not there, `.refused` for types that
  /// float32 cannot stand for (complex, 8-bit and smaller floats), `.io` if reading fails.
  public func tensor(named name: String) throws -> Tensor {
    let stored = try find(name)
    return try StoredTensorReader(file: file, stored: stored).tensor()
  }

  /// Reads a tensor's elements as stored: packed, row-major, little-endian.
  public func bytes(named name: String) throws -> [UInt8] {
    let stored = try find(name)
    return try StoredTensorReader(file: file, stored: stored).bytes()
  }

  /// Reads the whole file and compares it with its checksums: CRC-32 of every entry of a torch file; of a
  /// safetensors file, the one that `SafetensorsWriter` has put in, or none.
  ///
  /// Throws `CheckpointError.malformed` if they differ, `.io` if reading fails.
  public func verify() throws {
    for entry in checked { try TorchArchive.check(entry, in: file) }
    try header?.verify(file)
  }

  private func find(_ name: String) throws -> StoredTensor {
    guard let stored = tensors[name] else {
      throw CheckpointError.missingTensor(
        file: path, name: name, advice: NameAdvice.nearest(to: name, among: entries.map(\.name)))
    }
    return stored
  }
}
