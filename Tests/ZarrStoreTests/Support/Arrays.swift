import DurableFiles

@testable import ZarrStore

/// Writes the slices that aren't `nil` and finishes the array.
@discardableResult
func writeArray(
  _ path: String, _ layout: SliceLayout, _ slices: [[UInt8]?],
  attributes: [String: JSONValue] = [:]
) throws -> [ShardReceipt] {
  let writer = try ZarrArrayWriter(path: path, layout: layout)
  var receipts: [ShardReceipt] = []
  for (z, slice) in slices.enumerated() {
    guard let slice else { continue }
    receipts += try writer.write(z, bytes: slice)
  }
  return receipts
    + (try writer.finish(sliceCount: slices.count, attributes: attributes).shards)
}

/// Bytes as if a chunk's codecs had made them.
func encoded(_ bytes: UnsafeRawBufferPointer) -> EncodedChunk {
  var checksum = CRC32C()
  checksum.update(bytes)
  return EncodedChunk(bytes: bytes, checksum: checksum)
}

/// The JSON of a small sharded array's `zarr.json`, to be changed by tests.
func metadataText(
  shape: String = "[4,2,3]", dataType: String = "\"int16\"", shard: String = "[2,2,3]",
  chunk: String = "[1,2,3]", codecs: String? = nil, innerCodecs: String? = nil,
  indexLocation: String = "\"end\"", fill: String = "0", extra: String = ""
) -> String {
  let bytes = #"{"name":"bytes","configuration":{"endian":"little"}}"#
  let zstd = #"{"name":"zstd","configuration":{"level":3,"checksum":false}}"#
  let inner = innerCodecs ?? "[\(bytes),\(zstd),{\"name\":\"crc32c\"}]"
  let outer =
    codecs ?? """
      [{"name":"sharding_indexed","configuration":{"chunk_shape":\(chunk),"codecs":\(inner),
      "index_codecs":[\(bytes),{"name":"crc32c"}],"index_location":\(indexLocation)}}]
      """
  return """
    {"zarr_format":3,"node_type":"array","shape":\(shape),"data_type":\(dataType),
    "chunk_grid":{"name":"regular","configuration":{"chunk_shape":\(shard)}},
    "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
    "fill_value":\(fill),"codecs":\(outer),"attributes":{}\(extra)}
    """
}

func parse(_ text: String) throws -> ZarrArrayMetadata {
  try ZarrArrayMetadata.parse(Array(text.utf8), file: "zarr.json")
}
