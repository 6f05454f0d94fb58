/// Watches the values of a scan go by and says why they can't be HU.
///
/// A warning, never an error: a scan may be cropped or calibrated in its own way, and only its owner
/// knows. In HU air is near -1000, water 0, dense bone below 3071 (12 bits), metal on an extended scale
/// at most 30710.
public struct IntensityCheck: Sendable {
  private var minimum = Float.infinity
  private var maximum = -Float.infinity
  private var nonFinite = 0

  public init() {}

  /// Takes in one slice.
  public mutating func add(_ slice: ScanSlice) {
    add(minimum: slice.minimum, maximum: slice.maximum, nonFinite: slice.nonFinite)
  }

  /// Takes in the extremes of some voxels and how many weren't finite.
  public mutating func add(minimum: Float, maximum: Float, nonFinite: Int) {
    self.minimum = min(self.minimum, minimum)
    self.maximum = max(self.maximum, maximum)
    self.nonFinite += nonFinite
  }

  /// What is suspicious about the values so far, one sentence each; none if they may well be HU.
  public var warnings: [String] {
    guard minimum <= maximum else { return [] }
    return [nonFiniteWarning, rangeWarning, highWarning].compactMap { $0 }
  }

  private var nonFiniteWarning: String? {
    guard nonFinite > 0 else { return nil }
    return "\(nonFinite) \(nonFinite == 1 ? "voxel is" : "voxels are") NaN or infinite; "
      + "taken as air (\(Self.text(ScanSlice.air)) HU)"
  }

  private var rangeWarning: String? {
    let range = "values run from \(Self.text(minimum)) to \(Self.text(maximum))"
    if minimum == maximum {
      return "every voxel is \(Self.text(minimum)): the scan shows nothing"
    }
    if minimum >= 0, maximum <= 1 {
      return "\(range): normalised to 0…1, not HU, so an HU window cuts off almost everything"
    }
    if minimum >= 0, maximum <= 255 {
      return "\(range): an 8-bit picture, not HU, so an HU window shows the wrong tissue"
    }
    if minimum >= 0, maximum <= 10_000 {
      return "\(range): nothing is below 0 though air is -1000 HU; "
        + "the rescale intercept (often -1024) seems to be missing"
    }
    if minimum > -500 {
      return "\(range): nothing is near air (-1000 HU); either not HU, or cropped to the body"
    }
    if maximum < -200 {
      return "\(range): nothing is as dense as soft tissue (0 to 100 HU); not HU, or only air"
    }
    return nil
  }

  private var highWarning: String? {
    guard maximum > 10_000, minimum != maximum else { return nil }
    return "the highest value is \(Self.text(maximum)): bone stays below 3071 HU, so either "
      + "metal on an extended scale or not HU"
  }

  private static func text(_ value: Float) -> String {
    abs(value) < 1e9 && value == value.rounded() ? String(Int(value)) : String(value)
  }
}
