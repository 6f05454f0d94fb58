public import GraphFile
public import SegmentAnything
public import Tensors

/// What the image encoder made of a slice, rounded to what a shard holds.
public struct SliceEmbedding: Sendable {
  public let context: SliceContext
  /// `(C, h, w)`.
  public let shape: [Int]
  public let values: Values
  public let encoder: EncoderIdentity

  /// The numbers, row-major.
  public enum Values: Sendable {
    case float16([Float16])
    case float32([Float])
  }

  /// How the plan knows it.
  public static func elementType(_ precision: Precision?) -> ElementType {
    ElementType("embedding", dtype: precision?.rawValue, rank: 3, detail: "(C, h, w) of one slice")
  }

  /// The numbers as the decoder takes them.
  public var tensor: Tensor {
    switch values {
    case .float16(let values): Tensor(values.map(Float.init), shape: shape)
    case .float32(let values): Tensor(values, shape: shape)
    }
  }
}

/// The number format of embeddings and logits, in memory and in shards alike.
public enum Precision: String, Sendable, Codable, CaseIterable {
  case float16
  case float32

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .float16: 2
    case .float32: 4
    }
  }
}

/// What an embedding depends on beside its slice. Two that differ in it must not be mixed up.
public struct EncoderIdentity: Sendable, Hashable, Codable {
  /// SHA-256 of the checkpoint file.
  public let checkpoint: String
  /// How the model's input was made of the picture.
  public let preprocessing: PreprocessingStyle
  /// How the picture was made, as `PictureStyle` describes it; `nil` if that isn't known.
  public let picture: String?

  public init(checkpoint: String, preprocessing: PreprocessingStyle, picture: String? = nil) {
    self.checkpoint = checkpoint
    self.preprocessing = preprocessing
    self.picture = picture
  }
}
