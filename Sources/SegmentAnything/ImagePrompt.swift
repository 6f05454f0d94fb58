public import Tensors

/// A point in a picture, in pixels: x is the column, y the row, and (0, 0) the centre of the top
/// left pixel.
public struct ImagePoint: Hashable, Sendable, Codable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A rectangle in a picture, in pixels, from its top left to its bottom right corner, both part of
/// it.
public struct ImageBox: Hashable, Sendable, Codable {
  public var x0: Double
  public var y0: Double
  public var x1: Double
  public var y1: Double

  public init(x0: Double, y0: Double, x1: Double, y1: Double) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }
}

/// What a point says about the object.
public enum PointLabel: Int, Hashable, Sendable, Codable {
  /// The point is not part of it.
  case background = 0
  /// The point is part of it.
  case foreground = 1
}

/// What tells SAM which object is meant, in pixels of the original picture: points, a box, the
/// logits of an earlier prediction, or any of them together.
public struct ImagePrompt: Sendable {
  public var points: [ImagePoint]
  /// One for each point.
  public var pointLabels: [PointLabel]
  public var box: ImageBox?
  /// Low-resolution logits `(1, 4h, 4w)` of an earlier prediction, for an embedding `(C, h, w)`.
  public var maskInput: Tensor?

  public init(
    points: [ImagePoint] = [], pointLabels: [PointLabel] = [], box: ImageBox? = nil,
    maskInput: Tensor? = nil
  ) {
    self.points = points
    self.pointLabels = pointLabels
    self.box = box
    self.maskInput = maskInput
  }
}
