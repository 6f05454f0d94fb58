/// Reads little-endian numbers one after another; nil where the bytes run out.
struct LittleEndianReader {
  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var remaining: Int { bytes.endIndex - position }

  mutating func next<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> Number? {
    guard let raw = take(type.bitWidth / 8) else { return nil }
    return raw.reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  /// The next `count` bytes, or nil if there are fewer.
  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return bytes[position..<(position + count)]
  }
}
