/// What each sample of a resized line is made of: a run of neighbours in the source line and their
/// weights. Resizing a picture is one of these for its rows and one for its columns.
struct ResizeTaps: Sendable {
  /// The samples of the source line.
  let sourceCount: Int
  /// The first neighbour of each output sample.
  private(set) var starts: [Int32] = []
  /// How many neighbours each output sample has; `starts[i] + counts[i] <= sourceCount`.
  private(set) var counts: [Int32] = []
  /// `width` weights for each output sample, those beyond its count zero.
  private(set) var weights: [Double] = []
  /// The most neighbours that an output sample has.
  let width: Int

  /// The number of samples in the resized line.
  var count: Int { starts.count }

  init(sourceCount: Int, runs: [(start: Int, weights: [Double])]) {
    self.sourceCount = sourceCount
    self.width = runs.reduce(1) { max($0, $1.weights.count) }
    starts.reserveCapacity(runs.count)
    counts.reserveCapacity(runs.count)
    weights.reserveCapacity(runs.count * width)
    for run in runs {
      starts.append(Int32(run.start))
      counts.append(Int32(run.weights.count))
      weights += run.weights
      weights += repeatElement(0, count: width - run.weights.count)
    }
  }

  /// The start and the weights of output sample `index`.
  func run(_ index: Int) -> (start: Int, weights: ArraySlice<Double>) {
    let first = index * width
    return (Int(starts[index]), weights[first..<(first + Int(counts[index]))])
  }

  /// The first `count` output samples: a crop of what this makes.
  func prefix(_ count: Int) -> ResizeTaps {
    ResizeTaps(
      sourceCount: sourceCount,
      runs: (0..<count).map { index in
        let run = run(index)
        return (run.start, Array(run.weights))
      })
  }

  /// This resize, and then `next` on its result, as one: the intermediate line is never made.
  func followed(by next: ResizeTaps) -> ResizeTaps {
    precondition(next.sourceCount == count, "the second resize takes what the first one makes")
    return ResizeTaps(
      sourceCount: sourceCount,
      runs: (0..<next.count).map { index in
        let outer = next.run(index)
        let inner = (0..<outer.weights.count).map { run(outer.start + $0) }
        let start = inner.map(\.start).min() ?? 0
        let end = inner.map { $0.start + $0.weights.count }.max() ?? 0
        var sums = [Double](repeating: 0, count: end - start)
        for (outerWeight, (innerStart, innerWeights)) in zip(outer.weights, inner) {
          for (offset, weight) in innerWeights.enumerated() {
            sums[innerStart - start + offset] += outerWeight * weight
          }
        }
        return (start, sums)
      })
  }
}
