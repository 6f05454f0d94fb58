import Testing

@testable import ZarrStore

@Suite struct MetadataTests {
  @Test func readsWhatItPrints() throws {
    for location in ["\"start\"", "\"end\""] {
      let metadata = try parse(
        metadataText(indexLocation: location, extra: #","dimension_names":["z",null,"x"]"#))
      #expect(
        try ZarrArrayMetadata.parse(metadata.printed(), file: "zarr.json") == metadata)
      #expect(metadata.chunkGrid == [4, 1, 1])
      #expect(metadata.fileGrid == [2, 1, 1])
      #expect(metadata.chunkByteCount == 12)
    }
  }

  @Test func acceptsBareNamesAndIgnorableExtensions() throws {
    let metadata = try parse(
      metadataText(
        dataType: "\"uint8\"", codecs: #"["bytes","crc32c"]"#,
        extra: #","later":{"must_understand":false},"storage_transformers":[]"#))
    #expect(metadata.storage == .plain(ChunkCodecs(steps: [.crc32c])))
  }

  @Test func scalarArray() throws {
    let metadata = try parse(
      metadataText(shape: "[]", shard: "[]", codecs: nil, innerCodecs: nil, fill: "5")
        .replacing("\"chunk_shape\":[1,2,3]", with: "\"chunk_shape\":[]"))
    #expect(metadata.byteCount == 2)
    #expect(metadata.chunksPerFile == 1)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let key: String
    let text: String
    init(_ key: String, _ text: String) {
      self.key = key
      self.text = text
    }
    var testDescription: String { key }
  }

  private static let bytes = #"{"name":"bytes","configuration":{"endian":"little"}}"#

  /// Each is refused with an error that names this key.
  static let refusals = [
    Refusal("shape[0]", metadataText(shape: "[-1,2,3]")),
    Refusal("shape[0]", metadataText(shape: "[1.5,2,3]")),
    Refusal("shape", metadataText(shape: "\"4\"")),
    Refusal("shape[0]", metadataText(shape: "[99999999999999999999,2,3]")),
    Refusal("shape", metadataText(shape: "[4611686018427387904,2,3]")),
    Refusal("shape", metadataText(shape: "[0,4611686018427387904,3]")),
    Refusal("shape", metadataText(shape: "[\(String(repeating: "1,", count: 40))1]")),
    Refusal("chunk_grid.configuration.chunk_shape", metadataText(shape: "[4,2]")),
    Refusal("chunk_grid.configuration.chunk_shape[0]", metadataText(shard: "[0,2,3]")),
    Refusal(
      "chunk_grid.configuration.chunk_shape",
      metadataText(shard: "[4611686018427387904,4611686018427387904,3]")),
    Refusal("chunk_shape", metadataText(chunk: "[1,2,2]")),
    Refusal("chunk_shape", metadataText(chunk: "[1,2]")),
    Refusal("chunk_shape[2]", metadataText(chunk: "[1,2,0]")),
    Refusal("chunk_shape[0]", metadataText(chunk: "[-1,2,3]")),
    Refusal("chunk_shape", metadataText(shard: "[268435456,2,3]", chunk: "[1,2,3]")),
    Refusal("chunk_shape", metadataText(shard: "[4294967296,2,3]", chunk: "[4294967296,2,3]")),
    Refusal("data_type", metadataText(dataType: "\"complex64\"")),
    Refusal("data_type", metadataText(dataType: "\"bfloat16\"")),
    Refusal("data_type", metadataText(dataType: "7")),
    Refusal("fill_value", metadataText(fill: "70000")),
    Refusal("fill_value", metadataText(fill: "null")),
    Refusal("unexpected", metadataText(extra: #","unexpected":1"#)),
    Refusal("dimension_names", metadataText(extra: #","dimension_names":["z"]"#)),
    Refusal("dimension_names[0]", metadataText(extra: #","dimension_names":[1,"y","x"]"#)),
    Refusal("storage_transformers", metadataText(extra: #","storage_transformers":[{}]"#)),
    Refusal("codecs", metadataText(codecs: "[]")),
    Refusal("codecs[0]", metadataText(codecs: #"[{"name":"transpose","configuration":{}}]"#)),
    Refusal("codecs[1]", metadataText(innerCodecs: "[\(bytes),{\"name\":\"gzip\"}]")),
    Refusal("codecs", metadataText(innerCodecs: "[\(bytes),\"zstd\",\"zstd\"]")),
    Refusal("endian", metadataText(innerCodecs: bytes.replacing("little", with: "big").listed)),
    Refusal("configuration", metadataText(innerCodecs: "[\"bytes\"]")),
    Refusal(
      "codecs[0]",
      metadataText(innerCodecs: #"[{"name":"sharding_indexed","configuration":{}}]"#)),
    Refusal("index_location", metadataText(indexLocation: "\"middle\"")),
    Refusal(
      "level",
      metadataText(innerCodecs: #"[\#(bytes),{"name":"zstd","configuration":{"level":99}}]"#)),
    Refusal(
      "zarr_format", metadataText().replacing("\"zarr_format\":3", with: "\"zarr_format\":2")),
    Refusal("node_type", metadataText().replacing("\"array\"", with: "\"group\"")),
    Refusal("chunk_grid", metadataText().replacing("\"regular\"", with: "\"rectilinear\"")),
    Refusal("chunk_key_encoding", metadataText().replacing("\"default\"", with: "\"odd\"")),
    Refusal("separator", metadataText().replacing("\"/\"", with: "\"-\"")),
    Refusal("fill_value", metadataText().replacing("\"fill_value\":0,", with: "")),
    Refusal("the top level", "[]"),
  ]

  @Test(arguments: refusals)
  func refusesNamingTheKey(refusal: Refusal) throws {
    let error = try #require(throws: ZarrError.self) { try parse(refusal.text) }
    switch error {
    case .metadata(let file, let key, _, _), .unsupported(let file, let key, _, _):
      #expect(file == "zarr.json")
      #expect(key.hasSuffix(refusal.key), "\(key)")
    default: Issue.record("\(error)")
    }
  }

  @Test func namesUnknownCodecs() throws {
    let error = try #require(throws: ZarrError.self) {
      try parse(metadataText(codecs: "[\(Self.bytes),{\"name\":\"blosc\"}]"))
    }
    #expect(
      error.description
        == "zarr.json: codecs[1] asks for \"blosc\", which is not supported; "
        + "supported: bytes, then zstd and crc32c")
  }

  @Test func chunkKeys() {
    #expect(ChunkKeyEncoding().key([9, 0, 0]) == "c/9/0/0")
    #expect(ChunkKeyEncoding(style: .default, separator: .dot).key([1, 2]) == "c.1.2")
    #expect(ChunkKeyEncoding(style: .v2, separator: .dot).key([1, 2]) == "1.2")
    #expect(ChunkKeyEncoding().key([]) == "c")
    #expect(ChunkKeyEncoding(style: .v2, separator: .dot).key([]) == "0")
  }
}

extension String {
  fileprivate var listed: String { "[\(self)]" }
}
