public import GraphFile
public import Imaging

/// A slice as grey bytes, the way a model trained on photographs sees it.
public struct Picture: Sendable {
  public let context: SliceContext
  /// `(rows, columns)` grey values 0 … 255.
  public let grey: Plane<UInt8>
  /// How they were made.
  public let style: PictureStyle

  /// How the plan knows it.
  public static let elementType = ElementType(
    "picture", dtype: "uint8", rank: 2, detail: "grey values 0 to 255")
}

/// How grey values are made of HU.
public struct PictureStyle: Sendable, Hashable, CustomStringConvertible {
  public let window: HUWindow
  public let stretch: SliceStretch

  /// Equal exactly if the style is: `HU -175 to 250, min-max`.
  public var description: String {
    func text(_ hu: Double) -> String { Int(exactly: hu).map(String.init) ?? "\(hu)" }
    return "HU \(text(window.low)) to \(text(window.high)), \(stretch.rawValue)"
  }
}
