/// What a checkpoint says about one of its tensors, known without reading its elements.
public struct CheckpointEntry: Sendable, Equatable {
  /// The full key, for example `image_encoder.blocks.0.attn.qkv.weight`.
  public let name: String
  public let dtype: StoredDType
  /// Extents, outermost first. An empty shape is a scalar.
  public let shape: [Int]
  /// Bytes of the elements, packed.
  public let byteCount: Int
}
