/// The header of an `.npy` file: `\x93NUMPY`, version, length, then a Python dictionary in text.
struct NumpyHeader {
  let dtype: StoredDType
  let shape: [Int]
  /// Whether the first axis varies fastest.
  let isFortranOrder: Bool
  /// Where the elements start.
  let byteCount: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let lengthLimit = 1 << 20
  private static let rankLimit = 64

  /// NumPy's names of the types; `<` is little-endian, `|` is for single bytes.
  static let descriptions: [StoredDType: String] = [
    .bool: "|b1", .uint8: "|u1", .int8: "|i1", .uint16: "<u2", .int16: "<i2", .uint32: "<u4",
    .int32: "<i4", .uint64: "<u8", .int64: "<i8", .float16: "<f2", .float32: "<f4",
    .float64: "<f8",
  ]

  init(reading file: InputFile) throws {
    let path = file.path
    let start = try file.bytes(at: 0, count: min(file.byteCount, 12))
    guard start.count >= 10, start.starts(with: Self.magic) else {
      throw CheckpointError.unrecognised(
        file: path, found: "something other than a NumPy array",
        advice: "Save it with numpy.save(path, array).")
    }
    let version = start[6]
    guard (1...3).contains(version), start[7] == 0, version == 1 || start.count == 12 else {
      throw CheckpointError.malformed(
        file: path, part: "version", found: "\(version).\(start[7])", expected: "1.0, 2.0 or 3.0")
    }
    let lengthEnd = version == 1 ? 10 : 12
    let length = start[8..<lengthEnd].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= min(Self.lengthLimit, file.byteCount - lengthEnd) else {
      throw CheckpointError.malformed(
        file: path, part: "header length", found: "\(length) bytes",
        expected: "at most \(min(Self.lengthLimit, file.byteCount - lengthEnd))")
    }
    byteCount = lengthEnd + length
    let text = try file.bytes(at: lengthEnd, count: length)
    var scanner = NumpyHeaderScanner(text)
    guard let fields = scanner.fields(rankLimit: Self.rankLimit) else {
      throw CheckpointError.malformed(
        file: path, part: "header",
        found: "“\(String(decoding: text.prefix(120), as: UTF8.self))”",
        expected: "a dictionary of “descr”, “fortran_order” and “shape”")
    }
    // Single bytes have no order, and NumPy has written them with each mark.
    let plain = fields.descr.hasSuffix("1") ? "|" + fields.descr.dropFirst() : fields.descr
    guard let dtype = Self.descriptions.first(where: { $0.value == plain })?.key else {
      throw CheckpointError.refused(
        file: path, part: "header", found: "elements of type “\(fields.descr)”",
        advice: "Save little-endian numbers, such as array.astype(\"<f4\").")
    }
    self.dtype = dtype
    shape = fields.shape
    isFortranOrder = fields.isFortranOrder
  }

  /// A whole version 1 header, padded so that the elements start at a multiple of 64 bytes.
  static func text(dtype: StoredDType, shape: [Int]) -> [UInt8] {
    let extents =
      shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = Array(
      "{'descr': '\(descriptions[dtype]!)', 'fortran_order': False, 'shape': (\(extents)), }".utf8)
    let padding = (64 - (10 + text.count + 1) % 64) % 64
    text += Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
    return magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }
}

/// Reads the one Python expression that the format allows.
private struct NumpyHeaderScanner {
  struct Fields {
    var descr: String
    var isFortranOrder: Bool
    var shape: [Int]
  }

  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  /// The three fields, in any order, each once, and nothing else; nil otherwise.
  mutating func fields(rankLimit: Int) -> Fields? {
    var (descr, order, shape): (String?, Bool?, [Int]?) = (nil, nil, nil)
    guard skip("{") else { return nil }
    while !skip("}") {
      guard let key = string(), skip(":") else { return nil }
      switch key {
      case "descr" where descr == nil:
        guard let value = string() else { return nil }
        descr = value
      case "fortran_order" where order == nil:
        if skip("True") {
          order = true
        } else if skip("False") {
          order = false
        } else {
          return nil
        }
      case "shape" where shape == nil:
        guard let value = tuple(limit: rankLimit) else { return nil }
        shape = value
      default: return nil
      }
      if !skip(",") {
        guard skip("}") else { return nil }
        break
      }
    }
    skipBlanks()
    guard position == text.count, let descr, let order, let shape else { return nil }
    return Fields(descr: descr, isFortranOrder: order, shape: shape)
  }

  private mutating func tuple(limit: Int) -> [Int]? {
    guard skip("(") else { return nil }
    var values: [Int] = []
    while !skip(")") {
      guard values.count < limit, let value = integer() else { return nil }
      values.append(value)
      if !skip(",") {
        guard values.count > 1, skip(")") else { return nil }
        break
      }
    }
    return values
  }

  private mutating func integer() -> Int? {
    skipBlanks()
    let digits = text[position...].prefix { (48...57).contains($0) }
    position += digits.count
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private mutating func string() -> String? {
    guard skip("'") else { return nil }
    let content = text[position...].prefix { $0 != UInt8(ascii: "'") }
    position += content.count
    guard position < text.count else { return nil }
    position += 1
    return String(validating: content, as: UTF8.self)
  }

  private mutating func skip(_ token: String) -> Bool {
    skipBlanks()
    guard text[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    return true
  }

  private mutating func skipBlanks() {
    while position < text.count, text[position] == 0x20 || text[position] == 0x0A { position += 1 }
  }
}
