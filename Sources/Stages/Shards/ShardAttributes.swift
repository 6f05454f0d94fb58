import Imaging
import SegmentAnything
import ZarrStore

/// What an array says of itself, so that it is not mistaken for another.
enum ShardAttributes {
  static func of(_ embedding: SliceEmbedding) -> [String: JSONValue] {
    common(embedding.context).merging([
      "content": "embeddings",
      "checkpoint_sha256": .string(embedding.encoder.checkpoint),
      "preprocessing": .string(embedding.encoder.preprocessing.rawValue),
    ]) { $1 }
  }

  static func of(
    _ component: ComponentMask, _ content: ShardContent, set: String, _ context: SliceContext
  ) -> [String: JSONValue] {
    common(context).merging([
      "content": .string(content.rawValue),
      "checkpoint_sha256": .string(component.checkpoint),
      "prompt": .string(set),
    ]) { $1 }
  }

  private static func common(_ context: SliceContext) -> [String: JSONValue] {
    [
      "case": .string(context.scan.id),
      "orientation": .string(context.scan.orientation.rawValue),
      "rows": .number(context.rows),
      "columns": .number(context.columns),
    ]
  }
}
