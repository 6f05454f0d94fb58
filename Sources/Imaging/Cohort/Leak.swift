/// Two cases that hold the same scan, or much of it.
public struct Leak: Sendable, Hashable, CustomStringConvertible {
  /// A case and what it is used for.
  public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The task or dataset, if there are several.
    public let task: String?
    public let caseID: String
    public let part: SplitPart

    public init(task: String?, caseID: String, part: SplitPart) {
      self.task = task
      self.caseID = caseID
      self.part = part
    }

    public var description: String {
      "\(part.adjective) case " + (task.map { "\($0)/" } ?? "") + caseID
    }
  }

  public enum Kind: Sendable, Hashable {
    /// Every voxel is the same.
    case sameScan
    /// The same values in another arrangement: mirrored or turned, under a header that doesn't say so.
    case sameValues
    /// So many slices of the one are slices of the other.
    case sharedSlices(Int, of: Int)
  }

  public let first: Place
  public let second: Place
  public let kind: Kind

  public init(first: Place, second: Place, kind: Kind) {
    self.first = first
    self.second = second
    self.kind = kind
  }

  /// Whether the two are used for different things, so that results can't be believed.
  public var isAcrossParts: Bool { first.part != second.part }

  public var description: String {
    switch kind {
    case .sameScan: "\(first) and \(second) hold the same scan"
    case .sameValues:
      "\(first) and \(second) hold the same voxels in another arrangement (mirrored or turned)"
    case .sharedSlices(let shared, let count):
      "\(first) and \(second) share \(shared) of \(count) slices"
    }
  }
}
