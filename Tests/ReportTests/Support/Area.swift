@testable import Report

/// A part of a picture that something covers.
struct Area {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  /// A text of one line, as wide as fonts are likely to make it.
  init(text: Elements.Element) {
    let length = Drawing.width(text.text)
    let x = text.number("x")
    left =
      switch text.attributes["text-anchor"] {
      case "middle": x - length / 2
      case "end": x - length
      default: x
      }
    right = left + length
    top = text.number("y") - 10
    bottom = text.number("y") + 3
  }

  init(rect: Elements.Element) {
    (left, top) = (rect.number("x"), rect.number("y"))
    (right, bottom) = (left + rect.number("width"), top + rect.number("height"))
  }

  /// Whether both have more than a pixel's width in common.
  func overlaps(_ other: Area) -> Bool {
    min(right, other.right) - max(left, other.left) > 1
      && min(bottom, other.bottom) - max(top, other.top) > 1
  }

  func contains(x: Double, y: Double) -> Bool {
    x > left + 1 && x < right - 1 && y > top + 1 && y < bottom - 1
  }
}
