import Imaging
import SegmentAnything
import ZarrStore

/// What an array says of itself, so that it is not mistaken for another.
enum ShardAttributes {
  static let checkpoint = "checkpoint_sha256"
  static let image = "image_sha256"
  static let orientation = "orientation"
  static let picture = "picture"
  static let preprocessing = "preprocessing"

  static func of(_ embedding: SliceEmbedding) -> [String: JSONValue] {
    var attributes = common(embedding.context).merging([
      "content": "embeddings",
      checkpoint: .string(embedding.encoder.checkpoint),
      preprocessing: .string(embedding.encoder.preprocessing.rawValue),
    ]) { $1 }
    attributes[picture] = embedding.encoder.picture.map { .string($0) }
    return attributes
  }

  static func of(
    _ component: ComponentMask, _ content: ShardContent, set: String, _ context: SliceContext
  ) -> [String: JSONValue] {
    common(context).merging([
      "content": .string(content.rawValue),
      checkpoint: .string(component.checkpoint),
      "prompt": .string(set),
    ]) { $1 }
  }

  private static func common(_ context: SliceContext) -> [String: JSONValue] {
    var attributes: [String: JSONValue] = [
      "case": .string(context.scan.id),
      orientation: .string(context.scan.orientation.rawValue),
      "rows": .number(context.rows),
      "columns": .number(context.columns),
    ]
    attributes[image] = context.scan.imageDigest.map { .string($0) }
    return attributes
  }
}
