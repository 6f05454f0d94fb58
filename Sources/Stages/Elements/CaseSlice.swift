public import GraphFile
public import Imaging

/// A slice of a scan in HU.
public struct CaseSlice: Sendable {
  public let context: SliceContext
  /// `(rows, columns)` HU.
  public let hu: Plane<Float>

  /// How the plan knows it.
  public static let elementType = ElementType(
    "slice", dtype: "float32", rank: 2, detail: "HU, with reference labels where there are")
}
