extension ZarrArrayMetadata {
  /// Reads the bytes of an array's `zarr.json`.
  ///
  /// Whatever this module doesn't understand is refused by name rather than misread: other codecs,
  /// data types, chunk grids, storage transformers and unknown keys.
  ///
  /// - Parameter file: named in errors.
  public static func parse(_ bytes: [UInt8], file: String) throws -> ZarrArrayMetadata {
    try parse(try JSONParser.parse(bytes, file: file), file: file)
  }

  static func parse(_ json: JSONValue, file: String) throws -> ZarrArrayMetadata {
    let root = MetadataNode(file: file, key: "", value: json)
    let format = try root.required("zarr_format")
    guard format.value.int == 3 else { throw format.failure(expected: "3") }
    let nodeType = try root.required("node_type")
    guard try nodeType.string() == "array" else { throw nodeType.failure(expected: "\"array\"") }
    try root.refuseMembers(otherThan: [
      "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding",
      "fill_value", "codecs", "attributes", "dimension_names", "storage_transformers",
    ])
    if let transformers = try root.optional("storage_transformers"),
      let first = try transformers.elements().first
    {
      throw transformers.unsupported("\(first.value.excerpt)", supported: "none")
    }
    let dataType = try self.dataType(try root.required("data_type"))
    let fill = try root.required("fill_value")
    guard let fillValue = FillValue(fill.value, dataType: dataType) else {
      throw fill.failure(expected: "a value of \(dataType.rawValue)")
    }
    return try ZarrArrayMetadata(
      shape: try root.required("shape").extents(minimum: 0),
      dataType: dataType,
      fileShape: try chunkGrid(try root.required("chunk_grid")),
      chunkKeyEncoding: try chunkKeyEncoding(try root.required("chunk_key_encoding")),
      fillValue: fillValue,
      storage: try storage(try root.required("codecs"), dataType: dataType),
      attributes: try root.optional("attributes")?.members() ?? [:],
      dimensionNames: try dimensionNames(try root.optional("dimension_names")),
      file: file)
  }

  private static func dataType(_ node: MetadataNode) throws -> DataType {
    let name = try node.named().name
    guard let dataType = DataType(rawValue: name) else {
      throw node.unsupported(
        "\"\(name)\"", supported: DataType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return dataType
  }

  private static func chunkGrid(_ node: MetadataNode) throws -> [Int] {
    let (name, configuration) = try node.named()
    guard name == "regular" else { throw node.unsupported("\"\(name)\"", supported: "regular") }
    try configuration.refuseMembers(otherThan: ["chunk_shape"])
    return try configuration.required("chunk_shape").extents(minimum: 1)
  }

  private static func chunkKeyEncoding(_ node: MetadataNode) throws -> ChunkKeyEncoding {
    let (name, configuration) = try node.named()
    guard let style = ChunkKeyEncoding.Style(rawValue: name) else {
      throw node.unsupported("\"\(name)\"", supported: "default, v2")
    }
    try configuration.refuseMembers(otherThan: ["separator"])
    guard let given = try configuration.optional("separator") else {
      return ChunkKeyEncoding(style: style, separator: style == .default ? .slash : .dot)
    }
    guard let separator = ChunkKeyEncoding.Separator(rawValue: try given.string()) else {
      throw given.failure(expected: "\"/\" or \".\"")
    }
    return ChunkKeyEncoding(style: style, separator: separator)
  }

  private static func dimensionNames(_ node: MetadataNode?) throws -> [String?]? {
    guard let node, node.value != .null else { return nil }
    return try node.elements().map { $0.value == .null ? nil : try $0.string() }
  }

  private static func storage(_ node: MetadataNode, dataType: DataType) throws -> Storage {
    let codecs = try node.elements()
    guard let first = codecs.first, try first.named().name == "sharding_indexed" else {
      return .plain(try ChunkCodecs.parse(node, elementByteCount: dataType.byteCount))
    }
    guard codecs.count == 1 else {
      throw codecs[1].unsupported(
        "a codec after sharding_indexed", supported: "sharding_indexed alone")
    }
    return .sharded(try sharding(try first.named().configuration, dataType: dataType))
  }

  private static func sharding(_ node: MetadataNode, dataType: DataType) throws -> ShardingCodec {
    try node.refuseMembers(otherThan: ["chunk_shape", "codecs", "index_codecs", "index_location"])
    let indexNode = try node.required("index_codecs")
    let index = try ChunkCodecs.parse(indexNode, elementByteCount: 8)
    guard index.steps.isEmpty || index.steps == [.crc32c] else {
      throw indexNode.unsupported(indexNode.value.excerpt, supported: "bytes, then crc32c or none")
    }
    var location = ShardingCodec.IndexLocation.end
    if let given = try node.optional("index_location") {
      guard let known = ShardingCodec.IndexLocation(rawValue: try given.string()) else {
        throw given.failure(expected: "\"start\" or \"end\"")
      }
      location = known
    }
    return ShardingCodec(
      chunkShape: try node.required("chunk_shape").extents(minimum: 1),
      codecs: try ChunkCodecs.parse(
        try node.required("codecs"), elementByteCount: dataType.byteCount),
      indexLocation: location, indexIsChecksummed: !index.steps.isEmpty)
  }
}
