import Dataflow
import DurableFiles
import Imaging
import Logging
import Synchronization
import ZarrStore

/// Embeddings in the shards that earlier runs into the same folder finished.
///
/// A shard is named by its receipt alone: whether its array was ever finished doesn't matter. What
/// is damaged counts as missing, so that it is encoded anew.
final class KeptEmbeddings: Sendable {
  /// The shard that was read last, kept open while its case goes on.
  private let last = Mutex<(path: String, shard: ShardFileReader)?>(nil)
  /// Shards of which it was said that they can't be read.
  private let reported = Mutex<Set<String>>([])

  func values(
    of slice: Int, _ layout: SliceLayout, _ memory: ItemMemory, in environment: LabelingEnvironment
  ) -> SliceEmbedding.Values? {
    let (part, chunk) = slice.quotientAndRemainder(dividingBy: layout.slicesPerShard)
    for receipt in memory.kept(part: part) {
      guard let file = receipt.files.first(where: { $0.path.hasSuffix(layout.shardKey(part)) })
      else { continue }
      do {
        let shard = try shard("\(environment.folder.path)/\(file.path)", layout.slicesPerShard)
        if let values = try SliceEmbedding.Values(chunk, of: shard, layout) { return values }
      } catch {
        let isNew = reported.withLock { $0.insert(file.path).inserted }
        guard isNew else { continue }
        environment.logger.warning(
          "\(memory.item.group): slices are encoded again that a shard doesn't give back: \(error)")
      }
    }
    return nil
  }

  private func shard(_ path: String, _ chunkCount: Int) throws -> ShardFileReader {
    try last.withLock { last in
      if let last, last.path == path { return last.shard }
      let shard = try ShardFileReader(path: path, chunkCount: chunkCount)
      last = (path, shard)
      return shard
    }
  }
}
