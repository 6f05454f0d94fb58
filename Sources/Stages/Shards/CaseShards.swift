public import Dataflow
import DurableFiles
import Imaging
import ZarrStore

/// The arrays of one case while they are written: one of embeddings, or one for each set of prompts.
///
/// Every finished shard of embeddings has a receipt of its own: it need not be made again if the run
/// is interrupted, which would be the work of many minutes.
public struct CaseShards: GroupWriting {
  private struct OpenArray {
    let writer: ZarrArrayWriter
    let attributes: [String: JSONValue]
    /// Rows below are in shards that an earlier run finished.
    let firstRow: Int
    var nextRow = 0
  }

  private let scan: Case
  private let content: ShardContent
  private let level: Int
  private let store: String
  private let unit: WorkUnit
  private let files: any FileSystem
  private var arrays: [String: OpenArray] = [:]
  public private(set) var published = Published()

  init(
    scan: Case, content: ShardContent, level: Int, store: String, unit: WorkUnit,
    files: any FileSystem
  ) {
    self.scan = scan
    self.content = content
    self.level = level
    self.store = store
    self.unit = unit
    self.files = files
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
    let layout = SliceLayout.embeddings(
      shape: embedding.shape, slices: embedding.context.slices,
      precision: embedding.values.precision, level: level)
    let array = try open(scan.id, layout, attributes: ShardAttributes.of(embedding))
    let slice = embedding.context.index
    guard slice >= array.firstRow else { return }
    switch embedding.values {
    case .float16(let values): try record(try array.writer.write(slice, values))
    case .float32(let values): try record(try array.writer.write(slice, values))
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
      published.files += try array.writer.write(array.nextRow, logits).map(\.file)
    } else if content == .masks, let mask = component.mask {
      published.files += try array.writer.write(array.nextRow, mask.pixels).map(\.file)
    }
    arrays[name]?.nextRow += 1
  }

  /// The array of that name, begun if this is its first slice.
  private mutating func open(
    _ name: String, _ layout: SliceLayout, attributes: [String: JSONValue]
  ) throws -> OpenArray {
    if let open = arrays[name] { return open }
    // Not before the first slice: a run that can't start leaves nothing behind.
    let group = try ZarrGroup.opened(store, in: files)
    let kept = finishedShards(layout)
    let array = OpenArray(
      writer: try ZarrArrayWriter(
        path: try group.childPath(name), layout: layout, existing: .replace, keptShards: kept,
        in: files),
      attributes: attributes, firstRow: kept * layout.slicesPerShard)
    arrays[name] = array
    return array
  }

  /// How many shards, from the first on, need not be written again.
  private func finishedShards(_ layout: SliceLayout) -> Int {
    guard content == .embeddings, let slices = layout.sliceCount else { return 0 }
    let count = (slices + layout.slicesPerShard - 1) / layout.slicesPerShard
    return (0..<count).prefix { unit.isFinished(part: $0) }.count
  }

  private func record(_ receipts: [ShardReceipt]) throws {
    for receipt in receipts { try unit.finish(part: receipt.shard, [receipt.file]) }
  }

  public mutating func finish() throws {
    for array in arrays.values {
      let finished = try array.writer.finish(attributes: array.attributes)
      if content == .embeddings {
        try record(finished.shards)
        published.parts = array.writer.shardCount
      } else {
        published.files += finished.shards.map(\.file)
      }
      published.files.append(finished.metadata)
    }
  }

  public mutating func discard() {
    // What can't be removed has no `zarr.json`, so that nobody takes it for an array.
    for array in arrays.values { try? array.writer.discard() }
    arrays = [:]
    published = Published()
  }

  public mutating func suspend() {
    guard content == .embeddings else { return discard() }
    for array in arrays.values { array.writer.suspend() }
    arrays = [:]
  }
}
