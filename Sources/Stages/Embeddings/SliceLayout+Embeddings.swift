import ZarrStore

extension SliceLayout {
  /// How the embeddings of a case are stored.
  ///
  /// - Parameters:
  ///   - shape: `(C, h, w)`.
  ///   - slices: of the grid that was encoded, prompted or not.
  static func embeddings(
    shape: [Int], slices: Int, precision: Precision, level: Int = usualCompressionLevel
  ) -> SliceLayout {
    SliceLayout(
      dataType: precision == .float16 ? .float16 : .float32, sliceShape: shape, sliceCount: slices,
      dimensionNames: ["z", "c", "y", "x"], compressionLevel: level)
  }
}

extension SliceEmbedding.Values {
  var precision: Precision {
    switch self {
    case .float16: .float16
    case .float32: .float32
    }
  }

  /// Reads an embedding out of a shard; `nil` if the shard doesn't have it.
  ///
  /// - Throws: `ZarrError` if what is stored is damaged.
  init?(_ chunk: Int, of shard: ShardFileReader, _ layout: SliceLayout) throws {
    switch layout.dataType {
    case .float16:
      guard let values = try shard.elements(chunk, layout, as: Float16.self) else { return nil }
      self = .float16(values)
    default:
      guard let values = try shard.elements(chunk, layout, as: Float.self) else { return nil }
      self = .float32(values)
    }
  }
}
