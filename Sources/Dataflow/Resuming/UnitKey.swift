import DurableFiles

/// A digest of everything that a result follows from: equal keys mean equal bytes.
///
/// 32 hexadecimal digits: the first half of a SHA-256.
public struct UnitKey: Sendable, Hashable, CustomStringConvertible {
  public let description: String

  /// No unit's.
  static let none = UnitKey("")

  init(_ digits: String) {
    description = digits
  }

  /// The key of parts in this order. Each part's length counts, so that no two lists run together.
  init(of parts: some Sequence<String>) {
    var bytes: [UInt8] = []
    for part in parts {
      bytes += "\(part.utf8.count):".utf8
      bytes += part.utf8
    }
    description = String(Digest.sha256(of: bytes).prefix(32))
  }
}

extension UnitKey: Codable {
  public init(from decoder: any Decoder) throws {
    description = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
