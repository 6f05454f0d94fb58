/// What an element that was never stored reads as.
public struct FillValue: Sendable, Hashable {
  /// One element, little endian.
  public let bytes: [UInt8]
  /// As `zarr.json` writes it.
  let json: JSONValue

  /// Zero, or false.
  public static func zero(_ dataType: DataType) -> FillValue {
    let json: JSONValue
    switch dataType {
    case .bool: json = false
    case .float16, .float32, .float64: json = .number(0.0)
    default: json = 0
    }
    return FillValue(bytes: Array(repeating: 0, count: dataType.byteCount), json: json)
  }

  private init(bytes: [UInt8], json: JSONValue) {
    self.bytes = bytes
    self.json = json
  }

  /// The value that `json` means for `dataType`, or `nil` when it means none.
  ///
  /// Floats may be numbers, `"NaN"`, `"Infinity"`, `"-Infinity"`, or the bit pattern as in
  /// `"0x7fc00000"` (Zarr v3 core, "Fill value").
  public init?(_ json: JSONValue, dataType: DataType) {
    switch dataType {
    case .bool:
      guard case .bool(let flag) = json else { return nil }
      self.init(bytes: [flag ? 1 : 0], json: json)
    case .int8: self.init(json, integer: Int8.self)
    case .int16: self.init(json, integer: Int16.self)
    case .int32: self.init(json, integer: Int32.self)
    case .int64: self.init(json, integer: Int64.self)
    case .uint8: self.init(json, integer: UInt8.self)
    case .uint16: self.init(json, integer: UInt16.self)
    case .uint32: self.init(json, integer: UInt32.self)
    case .uint64: self.init(json, integer: UInt64.self)
    case .float16: self.init(json, bits: UInt16.self) { Self.halfBits($0) }
    case .float32: self.init(json, bits: UInt32.self) { Float($0).bitPattern }
    case .float64: self.init(json, bits: UInt64.self) { $0.bitPattern }
    }
  }

  private init?<Integer: FixedWidthInteger>(_ json: JSONValue, integer: Integer.Type) {
    guard case .number(let number) = json, let value = Integer(number.literal) else { return nil }
    self.init(bytes: littleEndianBytes(value), json: json)
  }

  private init?<Bits: FixedWidthInteger & UnsignedInteger>(
    _ json: JSONValue, bits: Bits.Type, _ convert: (Double) -> Bits
  ) {
    switch json {
    case .number(let number):
      guard number.double.isFinite else { return nil }
      self.init(bytes: littleEndianBytes(convert(number.double)), json: json)
    case .string("NaN"):
      self.init(bytes: littleEndianBytes(convert(.nan)), json: json)
    case .string("Infinity"):
      self.init(bytes: littleEndianBytes(convert(.infinity)), json: json)
    case .string("-Infinity"):
      self.init(bytes: littleEndianBytes(convert(-.infinity)), json: json)
    case .string(let text):
      let digits = text.dropFirst(2)
      guard text.hasPrefix("0x"), digits.utf8.count == Bits.bitWidth / 4,
        digits.allSatisfy(\.isHexDigit), let bits = Bits(digits, radix: 16)
      else { return nil }
      self.init(bytes: littleEndianBytes(bits), json: json)
    default:
      return nil
    }
  }

  /// IEEE 754 binary16, to nearest even. Written out because Swift has no `Float16` on Intel Macs.
  private static func halfBits(_ value: Double) -> UInt16 {
    let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
    let magnitude = value.magnitude
    if value.isNaN { return 0x7E00 }
    // Halfway between the largest half, 65504, and the next power of two rounds to infinity.
    if magnitude >= 65520 { return sign | 0x7C00 }
    // Below 2^-14 the spacing stays 2^-24; above, ten fraction bits follow the exponent.
    let exponent = max(magnitude == 0 ? -14 : Int(magnitude.exponent), -14)
    let steps = (magnitude * Double(sign: .plus, exponent: 10 - exponent, significand: 1))
      .rounded(.toNearestOrEven)
    return sign | UInt16((exponent + 14) << 10) &+ UInt16(steps)
  }
}

/// The bytes of an integer, least significant first.
func littleEndianBytes(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
