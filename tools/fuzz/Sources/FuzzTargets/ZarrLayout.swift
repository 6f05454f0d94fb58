/// Arrays of shape (4, 2, 3) of int16, in one shard of four chunks, that differ in their codecs.
struct ZarrLayout {
  let name: String
  private let codecs: String
  private let indexCodecs: String
  private let indexLocation: String

  private static let raw = #"{"name":"bytes","configuration":{"endian":"little"}}"#
  private static let zstd = #"{"name":"zstd","configuration":{"level":3,"checksum":false}}"#
  private static let checksum = #"{"name":"crc32c"}"#

  /// The program's own first.
  static let all = [
    ZarrLayout(
      name: "checked", codecs: "\(raw),\(zstd),\(checksum)", indexCodecs: "\(raw),\(checksum)",
      indexLocation: "end"),
    ZarrLayout(
      name: "unchecked", codecs: "\(raw),\(zstd)", indexCodecs: raw, indexLocation: "end"),
    ZarrLayout(name: "plain", codecs: raw, indexCodecs: raw, indexLocation: "start"),
    ZarrLayout(
      name: "checked-within", codecs: "\(raw),\(checksum),\(zstd)", indexCodecs: raw,
      indexLocation: "start"),
  ]

  var metadata: [UInt8] {
    Array(
      """
      {"zarr_format":3,"node_type":"array","shape":[4,2,3],"data_type":"int16",
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[4,2,3]}},
      "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},"fill_value":7,
      "codecs":[{"name":"sharding_indexed","configuration":{"chunk_shape":[1,2,3],
      "codecs":[\(codecs)],"index_codecs":[\(indexCodecs)],"index_location":"\(indexLocation)"}}],
      "attributes":{}}
      """.utf8)
  }

  /// A shard without chunks.
  var shard: [UInt8] { [UInt8](repeating: 0xFF, count: 64) }
}
