/// The file formats that hold checkpoints.
public enum CheckpointFormat: String, Sendable {
  /// https://github.com/huggingface/safetensors
  case safetensors
}

extension CheckpointFormat {
  /// Tells the format by the file's first bytes.
  static func detect(_ file: InputFile) throws -> CheckpointFormat {
    let start = try file.bytes(at: 0, count: min(file.byteCount, 512))
    if start.count > 8, start[8] == UInt8(ascii: "{") { return .safetensors }
    throw CheckpointError.unrecognised(file: file.path, found: "x", advice: "")
  }
}
