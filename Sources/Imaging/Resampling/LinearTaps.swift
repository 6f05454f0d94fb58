/// The one or two source samples that a linearly interpolated target sample is made of.
public struct LinearTaps: Sendable, Hashable {
  /// The sample before the target.
  public let first: Int
  /// The sample after it; equal to `first` where one sample is enough.
  public let second: Int
  /// Weight of `second`, 0 … 1; that of `first` is the rest.
  public let secondWeight: Float
}

extension ResamplingGrid {
  /// Which source samples (slices, say) target sample `target` needs, and with what weights.
  ///
  /// Beyond the outermost centres the outermost sample is repeated. `first` and `second` never
  /// decrease as `target` grows, so that a reader can stream with two slices in memory.
  public func linearTaps(forTarget target: Int) -> LinearTaps {
    let position = min(max(sourcePosition(ofTarget: target), 0), Double(sourceCount - 1))
    let first = Int(position)
    let weight = Float(position - Double(first))
    return LinearTaps(
      first: first, second: weight > 0 ? first + 1 : first, secondWeight: weight)
  }
}
