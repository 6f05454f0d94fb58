extension ZarrArrayMetadata {
  /// The members of `zarr.json` in the order in which it is written.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("zarr_format", 3),
      ("node_type", "array"),
      ("shape", .extents(shape)),
      ("data_type", .string(dataType.rawValue)),
      ("chunk_grid", .named("regular", ["chunk_shape": .extents(fileShape)])),
      (
        "chunk_key_encoding",
        .named(
          chunkKeyEncoding.style.rawValue,
          ["separator": .string(chunkKeyEncoding.separator.rawValue)])
      ),
      ("fill_value", fillValue.json),
      ("codecs", storage.json),
      ("attributes", .object(attributes)),
    ]
    if let dimensionNames {
      let names = dimensionNames.map { $0.map(JSONValue.string) ?? .null }
      members.append(("dimension_names", .array(names)))
    }
    return members
  }

  /// The bytes of `zarr.json`; the same for equal metadata.
  public func printed() -> [UInt8] {
    Array(JSONPrinter.pretty(members: members).utf8)
  }
}

extension ZarrArrayMetadata.Storage {
  fileprivate var json: JSONValue {
    switch self {
    case .plain(let codecs):
      return codecs.json
    case .sharded(let sharding):
      let index = ChunkCodecs(steps: sharding.indexIsChecksummed ? [.crc32c] : [])
      return [
        .named(
          "sharding_indexed",
          [
            "chunk_shape": .extents(sharding.chunkShape),
            "codecs": sharding.codecs.json,
            "index_codecs": index.json,
            "index_location": .string(sharding.indexLocation.rawValue),
          ])
      ]
    }
  }
}

extension JSONValue {
  static func extents(_ extents: [Int]) -> JSONValue {
    .array(extents.map { .number($0) })
  }

  static func named(_ name: String, _ configuration: [String: JSONValue]) -> JSONValue {
    ["name": .string(name), "configuration": .object(configuration)]
  }
}
