/// The times of repeated runs, in seconds.
struct Timing {
  let seconds: [Double]

  var minimum: Double { seconds.min() ?? 0 }

  var median: Double {
    let sorted = seconds.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// Runs once to warm up, then `runs` times.
  ///
  /// - Parameter before: goes before each run and isn't timed.
  init(runs: Int, before: () -> Void = {}, _ body: () throws -> Void) rethrows {
    before()
    try body()
    seconds = try (0..<runs).map { _ in
      before()
      let clock = ContinuousClock()
      let start = clock.now
      try body()
      return start.duration(to: clock.now).seconds
    }
  }
}
