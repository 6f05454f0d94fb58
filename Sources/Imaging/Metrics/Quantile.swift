/// Quantiles of samples.
public enum Quantile {
  /// The value below which `share` (0...1) of the sorted values lie, interpolated linearly between
  /// neighbours; nil without values.
  ///
  /// Hyndman & Fan, "Sample quantiles in statistical packages" (1996), type 7: what
  /// `numpy.percentile` does by default.
  public static func linear(ofSorted values: [Double], at share: Double) -> Double? {
    guard let last = values.indices.last else { return nil }
    let position = min(max(share, 0), 1) * Double(last)
    let below = min(Int(position), last)
    let above = min(below + 1, last)
    return values[below] + (position - Double(below)) * (values[above] - values[below])
  }

  /// The middle value, or the mean of the middle two; nil without values.
  public static func median(of values: [Double]) -> Double? {
    linear(ofSorted: values.sorted(), at: 0.5)
  }
}
