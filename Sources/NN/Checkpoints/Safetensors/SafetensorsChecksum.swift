import DurableFiles

/// A checksum that a safetensors file carries of itself, as a text of its `__metadata__`: other readers take
/// it for one of the writer's notes.
///
/// CRC-32C of header and elements, eight hexadecimal digits, with zeros in its own place.
struct SafetensorsChecksum {
  static let key = "sluice.crc32c"
  /// What stands in its place while it is computed.
  static let blank = "00000000"

  private static let mark = Array("\"\(key)\":\"".utf8)

  private var crc = CRC32C()

  /// - Parameter header: the JSON text, whatever its checksum says.
  init(header: [UInt8]) {
    var header = header
    Self.replace(Self.blank, in: &header)
    header.withUnsafeBytes { crc.update($0) }
  }

  mutating func update(_ elements: UnsafeRawBufferPointer) {
    crc.update(elements)
  }

  var text: String { crc.text }

  /// Puts the checksum into its place.
  func enter(into header: inout [UInt8]) {
    Self.replace(text, in: &header)
  }

  private static func replace(_ text: String, in header: inout [UInt8]) {
    guard let place = header.firstRange(of: mark)?.upperBound else { return }
    let end = min(place + blank.utf8.count, header.count)
    header.replaceSubrange(place..<end, with: text.utf8.prefix(end - place))
  }
}
