public import GraphFile
public import Imaging

/// A slice as grey bytes, the way a model trained on photographs sees it.
public struct Picture: Sendable {
  public let context: SliceContext
  /// `(rows, columns)` grey values 0 … 255.
  public let grey: Plane<UInt8>

  /// How the plan knows it.
  public static let elementType = ElementType(
    "picture", dtype: "uint8", rank: 2, detail: "grey values 0 to 255")
}
