/// Weights of a triangle filter for every target sample of an axis.
///
/// Enlarging, the filter is plain linear interpolation. Reducing, it is widened to the target
/// spacing, so that every source sample counts and fine noise is averaged instead of aliased
/// (the filter of Pillow's and torch's antialiased bilinear resize). Weights that would fall
/// outside are dropped and the rest is normalised.
struct ResamplingWeights {
  /// Per target sample, the first source sample used.
  var starts: [Int] = []
  /// Per target sample, where its weights begin in `weights`; one more at the end.
  var offsets: [Int] = [0]
  var weights: [Float] = []

  init(_ grid: ResamplingGrid) {
    let support = max(grid.scale, 1)
    for target in 0..<grid.targetCount {
      // centres in edge coordinates: source sample i covers i ..< i + 1
      let centre = min((Double(target) + 0.5) * grid.scale, Double(grid.sourceCount) - 0.5)
      let start = Int(max(centre - support + 0.5, 0))
      let end = Int(min(centre + support + 0.5, Double(grid.sourceCount)))
      let raw = (start..<end).map { max(0, 1 - abs((Double($0) + 0.5 - centre) / support)) }
      let sum = raw.reduce(0, +)
      starts.append(start)
      weights += raw.map { Float($0 / sum) }
      offsets.append(weights.count)
    }
  }
}
