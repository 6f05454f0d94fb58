/// Which provisional component numbers mean the same component (union–find; 1-based).
struct DisjointSets {
  /// Parent of each number; a root is its own parent, and the smallest of its set.
  private var parents: [Int32] = [0]

  var count: Int { parents.count - 1 }

  /// A new number, alone in its set.
  mutating func add() -> Int32 {
    let number = Int32(parents.count)
    parents.append(number)
    return number
  }

  /// The smallest number that means the same component.
  mutating func root(of number: Int32) -> Int32 {
    var number = number
    while parents[Int(number)] != number {
      // halving the path keeps later look-ups short
      parents[Int(number)] = parents[Int(parents[Int(number)])]
      number = parents[Int(number)]
    }
    return number
  }

  /// Records that the two mean the same component; returns its root.
  mutating func join(_ first: Int32, _ second: Int32) -> Int32 {
    let (a, b) = (root(of: first), root(of: second))
    let (low, high) = (min(a, b), max(a, b))
    parents[Int(high)] = low
    return low
  }
}
