/// Builds zip archives byte by byte, with any lie in them.
struct ZipForgery {
  struct Entry {
    var name: String
    var content: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    /// What the directory says, where that is not the truth.
    var statedSize: UInt32?
    var statedPackedSize: UInt32?
    var statedOffset: UInt32?
    var localName: String?
    var crc32: UInt32?
  }

  var entries: [Entry]
  var statedCount: UInt16?
  var statedDirectorySize: UInt32?
  var statedDirectoryOffset: UInt32?
  var trailing: [UInt8] = []

  init(_ entries: [Entry]) { self.entries = entries }

  /// An archive as torch.save lays it out, with this pickle.
  init(pickle: [UInt8], storages: [String: [UInt8]] = [:]) {
    entries = [Entry(name: "archive/data.pkl", content: pickle)]
    entries += storages.sorted { $0.key < $1.key }
      .map { Entry(name: "archive/data/\($0.key)", content: $0.value) }
    entries.append(Entry(name: "archive/byteorder", content: Array("little".utf8)))
  }

  var bytes: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let crc = entry.crc32 ?? Self.crc32(entry.content)
      let size = UInt32(entry.content.count)
      let name = Array(entry.name.utf8)
      let localName = Array((entry.localName ?? entry.name).utf8)
      let offset = UInt32(file.count)
      file += little(0x0403_4B50 as UInt32) + little(20 as UInt16) + little(entry.flags)
      file += little(entry.method) + little(0 as UInt32) + little(crc)
      file += little(entry.statedPackedSize ?? size) + little(entry.statedSize ?? size)
      file += little(UInt16(localName.count)) + little(0 as UInt16) + localName + entry.content
      directory += little(0x0201_4B50 as UInt32) + little(20 as UInt16) + little(20 as UInt16)
      directory += little(entry.flags) + little(entry.method) + little(0 as UInt32) + little(crc)
      directory += little(entry.statedPackedSize ?? size) + little(entry.statedSize ?? size)
      directory += little(UInt16(name.count)) + [UInt8](repeating: 0, count: 12)
      directory += little(entry.statedOffset ?? offset) + name
    }
    let count = statedCount ?? UInt16(entries.count)
    let offset = UInt32(file.count)
    file += directory
    file += little(0x0605_4B50 as UInt32) + little(0 as UInt32) + little(count) + little(count)
    file += little(statedDirectorySize ?? UInt32(directory.count))
    file += little(statedDirectoryOffset ?? offset) + little(0 as UInt16)
    return file + trailing
  }

  /// Bit by bit, unlike the reader's, so that neither can hide a mistake of the other.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

/// A number's bytes, least significant first.
func little(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// Spells pickles opcode by opcode.
struct PickleForgery {
  private(set) var bytes: [UInt8] = [0x80, 2]

  static func make(_ build: (inout PickleForgery) -> Void) -> [UInt8] {
    var pickle = PickleForgery()
    build(&pickle)
    return pickle.bytes + [UInt8(ascii: ".")]
  }

  /// Opcodes that are printable characters.
  mutating func op(_ characters: String) { bytes += Array(characters.utf8) }
  mutating func raw(_ raw: [UInt8]) { bytes += raw }
  mutating func text(_ text: String) {
    bytes += [0x58] + little(UInt32(text.utf8.count)) + text.utf8
  }
  mutating func int(_ number: Int32) { bytes += [0x4A] + little(number) }
  mutating func long(_ number: Int64) { bytes += [0x8A, 8] + little(number) }
  mutating func global(_ module: String, _ name: String) { op("c\(module)\n\(name)\n") }

  mutating func tuple(_ numbers: [Int64]) {
    op("(")
    for number in numbers { long(number) }
    op("t")
  }

  /// What torch writes for one tensor.
  mutating func tensor(
    storage key: String = "0", type: String = "FloatStorage", count: Int64, offset: Int64 = 0,
    shape: [Int64], strides: [Int64]
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    op("((")
    text("storage")
    global("torch", type)
    text(key)
    text("cpu")
    long(count)
    op("tQ")
    long(offset)
    tuple(shape)
    tuple(strides)
    raw([0x89])
    global("collections", "OrderedDict")
    op(")RtR")
  }

  /// A dictionary with one tensor `w`.
  static func one(
    type: String = "FloatStorage", count: Int64, offset: Int64 = 0, shape: [Int64],
    strides: [Int64]
  ) -> [UInt8] {
    make {
      $0.op("}")
      $0.text("w")
      $0.tensor(type: type, count: count, offset: offset, shape: shape, strides: strides)
      $0.op("s")
    }
  }
}
