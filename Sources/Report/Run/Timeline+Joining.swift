extension Timeline {
  /// Joins intervals two by two, but never over the start of a session.
  mutating func joinNeighbours() {
    let starts = Set(sessions.map(\.start))
    var result: [Interval] = []
    var index = 0
    while index < intervals.count {
      let next = index + 1
      if next < intervals.count, !starts.contains(intervals[next].start) {
        result.append(intervals[index].joined(with: intervals[next]))
        index += 2
      } else {
        result.append(intervals[index])
        index += 1
      }
    }
    intervals = result
  }
}

extension Timeline.Interval {
  func joined(with next: Self) -> Self {
    var result = self
    result.end = next.end
    result.budget = max(budget, next.budget)
    for (index, share) in next.stages.enumerated() {
      if index == result.stages.count { result.stages.append(.init()) }
      result.stages[index].busy += share.busy
      result.stages[index].waiting += share.waiting
      result.stages[index].blocked += share.blocked
      result.stages[index].items += share.items
      result.stages[index].depth = max(result.stages[index].depth, share.depth)
    }
    return result
  }
}
