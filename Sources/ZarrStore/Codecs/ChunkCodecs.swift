/// The codecs that turn a chunk's elements into stored bytes: `bytes` (little endian), then any of
/// `zstd` and `crc32c`.
public struct ChunkCodecs: Sendable, Hashable {
  /// A codec from bytes to bytes.
  public enum Step: Sendable, Hashable {
    /// One zstd frame; `checksum` adds zstd's own 32-bit one.
    case zstd(level: Int, checksum: Bool)
    /// Four bytes of CRC-32C at the end.
    case crc32c
  }

  /// In the order in which a chunk is encoded; at most one is `zstd`.
  public let steps: [Step]

  /// What this module writes: zstd, then a CRC-32C of the compressed bytes.
  public static func zstdAndChecksum(level: Int) -> ChunkCodecs {
    ChunkCodecs(steps: [.zstd(level: level, checksum: false), .crc32c])
  }

  init(steps: [Step]) {
    self.steps = steps
  }

  /// Where `zstd` stands in `steps`.
  var zstdIndex: Int? {
    steps.firstIndex { if case .zstd = $0 { true } else { false } }
  }

  /// The most bytes that may sensibly be stored for a chunk of `byteCount` bytes; more is damage.
  func mostStored(_ byteCount: Int) -> Int {
    byteCount * 2 + (64 << 10)
  }

  /// The most bytes of content that `byteCount` stored bytes can decode to.
  func mostContent(of byteCount: Int) -> Int {
    zstdIndex == nil ? byteCount : ZstdDecompressor.mostContent(of: byteCount)
  }

  /// Reads a list of codecs, and refuses by name those that aren't known here.
  ///
  /// - Parameter elementByteCount: bytes of an element; from two on, an endianness is needed.
  static func parse(_ node: MetadataNode, elementByteCount: Int) throws -> ChunkCodecs {
    let codecs = try node.elements()
    guard let first = codecs.first else { throw node.failure(expected: "at least one codec") }
    try BytesCodec.check(first, elementByteCount: elementByteCount)
    let steps = try codecs.dropFirst().map(step)
    let parsed = ChunkCodecs(steps: steps)
    guard parsed.steps.count(where: { $0 != .crc32c }) <= 1 else {
      throw node.unsupported("zstd twice", supported: "zstd once")
    }
    return parsed
  }

  private static func step(_ node: MetadataNode) throws -> Step {
    let (name, configuration) = try node.named()
    switch name {
    case "crc32c":
      try configuration.refuseMembers(otherThan: [])
      return .crc32c
    case "zstd":
      try configuration.refuseMembers(otherThan: ["level", "checksum"])
      return .zstd(
        level: try configuration.optional("level")?.int(in: -131072...22) ?? 0,
        checksum: try configuration.optional("checksum")?.bool() ?? false)
    default:
      throw node.unsupported("\"\(name)\"", supported: "bytes, then zstd and crc32c")
    }
  }

  var json: JSONValue {
    .array([BytesCodec.json] + steps.map(\.json))
  }
}

extension ChunkCodecs.Step {
  fileprivate var json: JSONValue {
    switch self {
    case .zstd(let level, let checksum):
      .named("zstd", ["level": .number(level), "checksum": .bool(checksum)])
    case .crc32c: ["name": "crc32c"]
    }
  }
}
