/// The contents of a file that `torch.save` wrote (torch 1.6 and later): a zip archive with one
/// pickle, `<prefix>/data.pkl`, and one entry per storage, `<prefix>/data/<key>`.
struct TorchArchive {
  let tensors: [StoredTensor]
  /// How many numbers, texts and the like stand where tensors could.
  let otherValueCount: Int
  let directory: ZipDirectory

  init(reading file: InputFile) throws {
    let directory = try ZipDirectory(reading: file) { names in
      guard !names.contains(where: { $0.hasSuffix("/constants.pkl") }) else {
        throw CheckpointError.unrecognised(
          file: file.path, found: "a TorchScript program",
          advice: "Save its state_dict in Python: torch.save(torch.jit.load(…).state_dict(), …).")
      }
    }
    let pickleName = "data.pkl"
    let candidates = directory.entries.filter { entry in
      let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
      return parts.count == 2 && parts[1] == pickleName
    }
    guard candidates.count == 1 else {
      throw CheckpointError.unrecognised(
        file: file.path, found: "a zip archive with \(candidates.count) “*/data.pkl” entries",
        advice: "Files of torch.save have one; for NumPy's .npz or others, convert it first.")
    }
    let pickleEntry = candidates[0]
    let prefix = String(pickleEntry.name.dropLast(pickleName.count))
    let entries = Dictionary(uniqueKeysWithValues: directory.entries.map { ($0.name, $0) })
    if let order = entries[prefix + "byteorder"] {
      let text = try file.bytes(at: order.offset, count: min(order.byteCount, 16))
      guard text.elementsEqual("little".utf8) else {
        throw CheckpointError.refused(
          file: file.path, part: "zip entry “\(order.name)”",
          found: "“\(String(decoding: text, as: UTF8.self))”, not “little”",
          advice: "Save it again on a little-endian machine (x86-64, Arm).")
      }
    }
    let pickle = try file.bytes(at: pickleEntry.offset, count: pickleEntry.byteCount)
    try TorchArchive.check(pickleEntry, in: file)
    var machine = try PickleMachine(pickle, path: file.path)
    let root = try machine.run()
    var flattening = TorchFlattening(machine: machine)
    try flattening.visit(root)
    otherValueCount = flattening.otherValueCount
    tensors = try flattening.tensors.map { name, tensor in
      try TorchArchive.locate(tensor, name, entries, prefix, file.path)
    }
    self.directory = directory
  }

  private static func locate(
    _ tensor: TorchTensor, _ name: String, _ entries: [String: ZipDirectory.Entry],
    _ prefix: String, _ path: String
  ) throws -> StoredTensor {
    let storage = tensor.storage
    let entryName = "\(prefix)data/\(storage.key)"
    let (dtype, elementBytes) = (storage.dtype, storage.dtype.bitCount / 8)
    guard let entry = entries[entryName], entry.byteCount.isMultiple(of: elementBytes),
      entry.byteCount / elementBytes == storage.count
    else {
      throw CheckpointError.malformed(
        file: path, part: "tensor “\(name)”, zip entry “\(entryName)”",
        found: entries[entryName].map { "\($0.byteCount) bytes" } ?? "no such entry",
        expected: "\(storage.count) elements of \(dtype)")
    }
    guard let byteCount = dtype.byteCount(of: tensor.shape) else {
      throw CheckpointError.malformed(
        file: path, part: "tensor “\(name)”", found: "shape \(tensor.shape)",
        expected: "a size that fits 2^63")
    }
    return StoredTensor(
      entry: CheckpointEntry(
        name: name, dtype: dtype, shape: tensor.shape, byteCount: byteCount),
      offset: entry.offset + tensor.offset * elementBytes, strides: tensor.strides)
  }

  /// Throws unless the content of `entry` has the checksum that the archive states.
  static func check(_ entry: ZipDirectory.Entry, in file: InputFile) throws {
    var checksum = CRC32()
    try file.forEachPiece(at: entry.offset, count: entry.byteCount) { checksum.update($0) }
    guard checksum.value == entry.crc32 else {
      throw CheckpointError.malformed(
        file: file.path, part: "zip entry “\(entry.name)”",
        found: "CRC-32 \(String(checksum.value, radix: 16))",
        expected: String(entry.crc32, radix: 16))
    }
  }
}
