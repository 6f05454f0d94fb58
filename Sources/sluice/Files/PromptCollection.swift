import Dataflow
import Imaging
import Stages
import Synchronization

/// Gathers the prompts of all cases that come through whole, in order.
struct PromptCollection: Sink {
  private final class Shelf: Sendable {
    let records = Mutex<[PromptRecord]>([])
  }

  private let shelf = Shelf()

  var records: [PromptRecord] { shelf.records.withLock { $0 } }

  func begin(_ group: Group) -> Writing {
    Writing(collection: self)
  }

  struct Writing: GroupWriting {
    let collection: PromptCollection
    private var records: [PromptRecord] = []

    init(collection: PromptCollection) {
      self.collection = collection
    }

    mutating func write(_ prompts: SlicePrompts, at index: Int) {
      records += prompts.sets.flatMap(\.prompts).map {
        PromptRecord(
          caseID: prompts.context.scan.id, slice: prompts.context.index, prompt: $0)
      }
    }

    func finish() {
      collection.shelf.records.withLock { $0 += records }
    }

    func discard() {}
  }
}
