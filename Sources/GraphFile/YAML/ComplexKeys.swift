/// Finds texts whose mapping keys could take the parser forever to compare.
///
/// The parser hashes every key. A key that is a collection of aliases of collections of aliases
/// ("billion laughs") has a size exponential in the aliases.
enum ComplexKeys {
  /// Whether the text has many aliases beside keys that may be collections or aliases. It may err
  /// on the side of caution.
  static func mayExplode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var aliases = 0
    var hasComplexKey = false
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "*") where startsToken(bytes, at: index):
        aliases += 1
        // Names of anchors are short; a longer one counts as a key.
        let end = bytes[index...].prefix(64).firstIndex(where: isBlank)
        hasComplexKey = hasComplexKey || end.map { nextIsColon(bytes, from: $0) } ?? true
      case UInt8(ascii: "?") where startsToken(bytes, at: index):
        hasComplexKey = true
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        hasComplexKey = hasComplexKey || nextIsColon(bytes, from: index + 1)
      default: break
      }
    }
    return hasComplexKey && aliases > YAMLReader.Limit.aliasesBesideComplexKeys
  }

  private static func startsToken(_ bytes: [UInt8], at index: Int) -> Bool {
    index == 0 || isBlank(bytes[index - 1]) || "[{,:?-".utf8.contains(bytes[index - 1])
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  private static func nextIsColon(_ bytes: [UInt8], from index: Int) -> Bool {
    bytes[index...].first { !isBlank($0) } == UInt8(ascii: ":")
  }
}
