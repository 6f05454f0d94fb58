/// The file formats that hold checkpoints.
public enum CheckpointFormat: String, Sendable {
  /// https://github.com/huggingface/safetensors
  case safetensors
  /// The zip archive of `torch.save` since torch 1.6.
  case torch
}

extension CheckpointFormat {
  /// Tells the format by the file's first bytes.
  ///
  /// Throws `CheckpointError.unrecognised` for others, saying what the file looks like.
  static func detect(_ file: InputFile) throws -> CheckpointFormat {
    let start = try file.bytes(at: 0, count: min(file.byteCount, 512))
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .torch }
    if let stranger = strangers.first(where: { $0.matches(start) }) {
      throw CheckpointError.unrecognised(
        file: file.path, found: stranger.looksLike, advice: stranger.advice)
    }
    if start.count > 8, start[8] == UInt8(ascii: "{") { return .safetensors }
    let found =
      start.count < 9
      ? "an empty or cut file (\(file.byteCount) bytes)"
      : "data that starts with "
        + start.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        .joined(separator: " ")
    throw CheckpointError.unrecognised(
      file: file.path, found: found,
      advice: "Give a .safetensors file, or a .pth file that torch.save wrote.")
  }

  /// A kind of file that people take for a checkpoint.
  private struct Stranger {
    let magic: [UInt8]
    let offset: Int
    let looksLike: String
    let advice: String

    init(_ magic: [UInt8], at offset: Int = 0, _ looksLike: String, _ advice: String) {
      self.magic = magic
      self.offset = offset
      self.looksLike = looksLike
      self.advice = advice
    }

    func matches(_ start: [UInt8]) -> Bool {
      start.count >= offset + magic.count && start[offset...].starts(with: magic)
    }
  }

  private static let resave =
    "In Python, and only if you trust the file: "
    + "torch.save(torch.load(path, weights_only=True), newPath) with torch 1.6 or later."
  private static let convert = "Export the weights as .safetensors."
  private static let strangers: [Stranger] = [
    // Protocol 2, then the magic number 0x1950a86a20f9469cfc6c as a LONG1.
    Stranger(
      [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20],
      "a torch.save file of the format before torch 1.6", resave),
    Stranger(Array("ustar".utf8), at: 257, "a tar archive, as torch saved in 2016", resave),
    Stranger([0x80, 0x02], "a bare pickle", resave),
    Stranger([0x80, 0x03], "a bare pickle", resave),
    Stranger([0x80, 0x04], "a bare pickle", resave),
    Stranger([0x80, 0x05], "a bare pickle", resave),
    Stranger([0x50, 0x4B, 0x05, 0x06], "an empty zip archive", "Save or download it again."),
    Stranger(
      Array("version https://git-lfs".utf8), "a Git LFS pointer, not the file itself",
      "Fetch the file with `git lfs pull`."),
    Stranger(
      Array("<".utf8), "a web page, such as a failed download", "Download the file itself."),
    Stranger([0x1F, 0x8B], "gzip data", "Decompress it first."),
    Stranger([0x28, 0xB5, 0x2F, 0xFD], "zstd data", "Decompress it first."),
    Stranger(Array("\u{89}HDF".unicodeScalars.map { UInt8($0.value) }), "an HDF5 file", convert),
    Stranger([0x93] + Array("NUMPY".utf8), "a NumPy array", convert),
    Stranger(Array("GGUF".utf8), "a GGUF model", convert),
    Stranger([0x08, 0x07, 0x12], "an ONNX model", convert),
    Stranger([0x08, 0x08, 0x12], "an ONNX model", convert),
  ]
}
