/// The order of the bytes of a number in a file.
public enum ByteOrder: Sendable, Hashable {
  case little, big

  /// This machine's.
  public static var native: ByteOrder { Int16(1).littleEndian == 1 ? .little : .big }

  /// The integer at `offset`. The bytes must be there.
  func load<T: FixedWidthInteger>(_ type: T.Type, _ bytes: [UInt8], at offset: Int) -> T {
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
    return self == .little ? T(littleEndian: value) : T(bigEndian: value)
  }

  /// Replaces the integer at `offset`. The bytes must be there.
  func store<T: FixedWidthInteger>(_ value: T, into bytes: inout [UInt8], at offset: Int) {
    let ordered = self == .little ? value.littleEndian : value.bigEndian
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: ordered, toByteOffset: offset, as: T.self) }
  }
}
