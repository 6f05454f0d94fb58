/// A colour of 8 bits a channel, laid out as in an RGB picture.
public struct RGB: Sendable, Hashable {
  /// 0 … 255.
  public var red: UInt8
  /// 0 … 255.
  public var green: UInt8
  /// 0 … 255.
  public var blue: UInt8

  /// A colour from its three channels.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A grey: all channels alike.
  public init(grey: UInt8) { self.init(grey, grey, grey) }

  /// This colour with `share` (0 … 1) of `other` over it.
  func mixed(with other: RGB, share: Float) -> RGB {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Float(a) + (Float(b) - Float(a)) * share).rounded())
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}
