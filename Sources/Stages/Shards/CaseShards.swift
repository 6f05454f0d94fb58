public import Dataflow
import Imaging
import ZarrStore

/// The arrays of one case while they are written: one of embeddings, or one for each set of prompts.
public struct CaseShards: GroupWriting {
  private struct OpenArray {
    let writer: ZarrArrayWriter
    let attributes: [String: JSONValue]
    var nextRow = 0
  }

  private let scan: Case
  private let content: ShardContent
  private let level: Int
  private let group: ZarrGroup
  private var arrays: [String: OpenArray] = [:]

  init(scan: Case, content: ShardContent, level: Int, group: ZarrGroup) {
    self.scan = scan
    self.content = content
    self.level = level
    self.group = group
  }

  public mutating func write(_ item: ShardItem, at index: Int) throws {
    switch item {
    case .embedding(let embedding): try write(embedding)
    case .masks(let masks):
      for set in masks.sets {
        for component in set.components { try write(component, set: set.name, masks.context) }
      }
    }
  }

  private mutating func write(_ embedding: SliceEmbedding) throws {
    let layout = SliceLayout(
      dataType: embedding.values.dataType, sliceShape: embedding.shape,
      sliceCount: embedding.context.slices, dimensionNames: ["z", "c", "y", "x"],
      compressionLevel: level)
    let array = try open(scan.id, layout, attributes: ShardAttributes.of(embedding))
    switch embedding.values {
    case .float16(let values): try array.writer.write(embedding.context.index, values)
    case .float32(let values): try array.writer.write(embedding.context.index, values)
    }
  }

  private mutating func write(
    _ component: ComponentMask, set: String, _ context: SliceContext
  ) throws {
    let name = "\(scan.id).\(set)"
    let shape = content == .logits ? component.lowResShape : [context.rows, context.columns]
    let layout = SliceLayout(
      dataType: content == .logits ? .float16 : .uint8, sliceShape: shape,
      dimensionNames: ["component", "y", "x"], compressionLevel: level)
    let array = try open(
      name, layout, attributes: ShardAttributes.of(component, content, set: set, context))
    if content == .logits, let logits = component.lowResLogits {
      try array.writer.write(array.nextRow, logits)
    } else if content == .masks, let mask = component.mask {
      try array.writer.write(array.nextRow, mask.pixels)
    }
    arrays[name]?.nextRow += 1
  }

  /// The array of that name, begun if this is its first slice.
  private mutating func open(
    _ name: String, _ layout: SliceLayout, attributes: [String: JSONValue]
  ) throws -> OpenArray {
    if let open = arrays[name] { return open }
    let array = OpenArray(
      writer: try ZarrArrayWriter(path: try group.childPath(name), layout: layout),
      attributes: attributes)
    arrays[name] = array
    return array
  }

  public mutating func finish() throws {
    for array in arrays.values { try array.writer.finish(attributes: array.attributes) }
  }

  public mutating func discard() {
    // What can't be removed has no `zarr.json`, so that nobody takes it for an array.
    for array in arrays.values { try? array.writer.discard() }
    arrays = [:]
  }
}

extension SliceEmbedding.Values {
  var dataType: DataType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    }
  }
}
