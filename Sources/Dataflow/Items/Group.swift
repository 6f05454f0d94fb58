import Synchronization

/// Items that belong together and follow each other in a stream: for CT, the slices of a case.
///
/// A sink opens its file when a group begins and publishes it when the group ends whole. The object
/// keeps the group's bytes admitted: don't hold it for longer than the group is open.
public final class Group: Sendable {
  /// Unique among the groups of its source.
  public let id: String
  /// The node of the source that sends it.
  let source: Int
  public let extents: Extents
  public let failureScope: FailureScope
  /// What the source says of the group as a whole.
  public let info: any Sendable
  /// What is to be done for it; `nil` if the run keeps no journal.
  let work: GroupWork?
  /// The bytes that the group holds once, for as long as it is open anywhere.
  private let permit: Permit?
  private let sending = Atomic(Sending.underWay)

  private enum Sending: UInt8, AtomicRepresentable {
    case underWay
    case done
    case abandoned
  }

  init(
    id: String, source: Int = 0, extents: Extents, failureScope: FailureScope, info: any Sendable,
    work: GroupWork? = nil, permit: Permit?
  ) {
    self.id = id
    self.source = source
    self.extents = extents
    self.failureScope = failureScope
    self.info = info
    self.work = work
    self.permit = permit
  }

  /// Whether a node has anything to do for the group.
  func needs(_ node: Int) -> Bool {
    work?.needed.contains(node) ?? true
  }

  /// Says that the source has sent every item; `false` if the group was abandoned before.
  func endSending() -> Bool {
    sending.compareExchange(expected: .underWay, desired: .done, ordering: .acquiringAndReleasing)
      .original == .underWay
  }

  /// Gives the group up unless every item was sent; returns whether it is given up.
  func abandon() -> Bool {
    sending.compareExchange(
      expected: .underWay, desired: .abandoned, ordering: .acquiringAndReleasing
    ).original != .done
  }
}

/// What a failed item takes down with it.
public enum FailureScope: Sendable {
  /// Only itself: the items are independent.
  case item
  /// Its group: a volume with a slice missing must not look finished.
  case group
}

/// How a group came to its end.
public enum GroupEnd: Sendable, Comparable {
  /// Every item arrived or was skipped on purpose.
  case complete
  /// The run is stopping; the source did not send the rest.
  case abandoned
  /// An item failed and took the group with it.
  case failed
}
