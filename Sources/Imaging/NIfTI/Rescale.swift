/// The linear map from stored numbers to HU: `scl_slope * stored + scl_inter`.
public struct Rescale: Sendable, Hashable {
  public let slope: Double
  public let intercept: Double

  /// Stored numbers are the values.
  public static let none = Rescale(slope: 1, intercept: 0)

  public init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }

  /// What a header's fields mean: a slope of 0, NaN or infinity means no scaling at all (NIfTI-1
  /// standard), and an intercept that is no number counts as 0, as in libnifti.
  init(sclSlope: Double, sclInter: Double) {
    if sclSlope == 0 || !sclSlope.isFinite {
      self = .none
    } else {
      self.init(slope: sclSlope, intercept: sclInter.isFinite ? sclInter : 0)
    }
  }

  public var isNone: Bool { self == .none }
}
