/// Looks for the same scan under two names, by what the scans show and not by their files.
public enum LeakCheck {
  /// A case, what it is used for, and what its scan shows.
  public struct Member: Sendable, Hashable {
    public let place: Leak.Place
    public let digest: ScanDigest

    public init(task: String? = nil, caseID: String, part: SplitPart, digest: ScanDigest) {
      place = Leak.Place(task: task, caseID: caseID, part: part)
      self.digest = digest
    }
  }

  /// The share of the smaller scan's slices from which on two scans count as one.
  public static let sharedShare = 0.5

  /// All pairs of members that hold the same scan, in the members' order; those within one part too.
  /// A member that is named twice in one part is no pair.
  public static func leaks(in members: [Member]) -> [Leak] {
    var kinds: [Pair: Leak.Kind] = [:]
    let different = members.map { Set($0.digest.slices) }
    for (pair, count) in sharedSlices(different) {
      let fewest = min(different[pair.a].count, different[pair.b].count)
      if Double(count) >= sharedShare * Double(fewest) {
        kinds[pair] = .sharedSlices(count, of: fewest)
      }
    }
    for pair in pairs(members.indices.map { members[$0].digest.values }) {
      kinds[pair] = .sameValues
    }
    for pair in pairs(members.indices.map { members[$0].digest.content }) {
      kinds[pair] = .sameScan
    }
    return kinds.keys.sorted { ($0.a, $0.b) < ($1.a, $1.b) }.compactMap { pair in
      guard let kind = kinds[pair], members[pair.a].place != members[pair.b].place else {
        return nil
      }
      return Leak(first: members[pair.a].place, second: members[pair.b].place, kind: kind)
    }
  }

  /// Makes sure that no scan is in two parts.
  ///
  /// - Throws: `CohortError.leaks` with all pairs that are.
  public static func check(_ members: [Member]) throws {
    let leaks = leaks(in: members).filter(\.isAcrossParts)
    guard leaks.isEmpty else { throw CohortError(.leaks(leaks)) }
  }

  /// Two members by their numbers, the lower first.
  private struct Pair: Hashable {
    let a: Int
    let b: Int
  }

  /// The pairs of equal keys.
  private static func pairs<Key: Hashable>(_ keys: [Key]) -> [Pair] {
    Dictionary(grouping: keys.indices) { keys[$0] }.values.flatMap { group in
      group.indices.flatMap { i in
        (i + 1..<group.count).map { Pair(a: group[i], b: group[$0]) }
      }
    }
  }

  /// How many different slices each pair of members has in common, if any.
  private static func sharedSlices(_ slices: [Set<UInt64>]) -> [Pair: Int] {
    var owners: [UInt64: [Int]] = [:]
    for (number, slices) in slices.enumerated() {
      for slice in slices { owners[slice, default: []].append(number) }
    }
    var counts: [Pair: Int] = [:]
    for group in owners.values where group.count > 1 {
      for i in group.indices {
        for j in (i + 1)..<group.count { counts[Pair(a: group[i], b: group[j]), default: 0] += 1 }
      }
    }
    return counts
  }
}
