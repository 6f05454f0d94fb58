/// Zarr's `bytes` codec, which lays elements out in row-major order; here little endian only.
enum BytesCodec {
  static let json: JSONValue = .named("bytes", ["endian": "little"])

  /// Refuses anything other than `bytes`, and big endian elements.
  static func check(_ node: MetadataNode, elementByteCount: Int) throws {
    let (name, configuration) = try node.named()
    guard name == "bytes" else {
      throw node.unsupported("\"\(name)\"", supported: "bytes, or sharding_indexed by itself")
    }
    try configuration.refuseMembers(otherThan: ["endian"])
    guard let endian = try configuration.optional("endian") else {
      guard elementByteCount == 1 else { throw configuration.failure(expected: "an endian") }
      return
    }
    guard try endian.string() == "little" || elementByteCount == 1 else {
      throw endian.unsupported(endian.value.excerpt, supported: "little")
    }
  }
}
