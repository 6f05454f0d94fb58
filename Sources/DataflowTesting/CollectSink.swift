public import Dataflow
import Synchronization

/// A sink that remembers what arrives, for tests.
///
/// What it knows is shared by its copies: keep one, give the graph another.
public struct CollectSink<Element: Sendable>: Sink {
  /// What happened to one group.
  public enum Ending: Sendable, Equatable {
    case open
    case finished
    case discarded
  }

  public struct Collected: Sendable {
    public let group: String
    public internal(set) var items: [Element] = []
    public internal(set) var indices: [Int] = []
    public internal(set) var ending = Ending.open
  }

  private final class Shelf: Sendable {
    let groups = Mutex<[Collected]>([])
  }

  private let shelf = Shelf()
  private let onItem: @Sendable (Element) async throws -> Void

  /// - Parameter onItem: called with each item before it is remembered; may wait or throw.
  public init(onItem: @escaping @Sendable (Element) async throws -> Void = { _ in }) {
    self.onItem = onItem
  }

  /// Every group that began, in order, with its items.
  public var groups: [Collected] { shelf.groups.withLock { $0 } }
  /// The items of all groups that finished, in order.
  public var items: [Element] {
    groups.filter { $0.ending == .finished }.flatMap(\.items)
  }

  public func begin(_ group: Group) -> Writing {
    let place = shelf.groups.withLock { groups in
      groups.append(Collected(group: group.id))
      return groups.count - 1
    }
    return Writing(sink: self, place: place)
  }

  public struct Writing: GroupWriting {
    let sink: CollectSink
    let place: Int

    public func write(_ input: Element, at index: Int) async throws {
      try await sink.onItem(input)
      sink.shelf.groups.withLock {
        $0[place].items.append(input)
        $0[place].indices.append(index)
      }
    }

    public func finish() {
      sink.shelf.groups.withLock { $0[place].ending = .finished }
    }

    public func discard() {
      sink.shelf.groups.withLock { $0[place].ending = .discarded }
    }
  }
}
