import Foundation

/// One entry of a journal: its kind and name, by which it is found, and the rest as JSON.
///
/// As text: `receipt labels/spleen_001 {"key":…}`. What a name consists of is escaped, so that a
/// journal can be indexed without reading the JSON.
enum JournalEntry {
  enum Kind: String {
    case recipe
    case receipt
    /// Takes a receipt back.
    case void
    /// A unit that has a receipt is being made anew.
    case begun
    case setAside = "set-aside"
    case note
    case warned
    case file
  }

  static func encode(_ kind: Kind, _ name: String, _ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array("\(kind.rawValue) \(name) ".utf8) + (try encoder.encode(value))
  }

  /// The part of an entry before its JSON; `nil` if it isn't an entry.
  static func heading(_ payload: [UInt8]) -> ArraySlice<UInt8>? {
    guard let first = payload.firstIndex(of: UInt8(ascii: " ")),
      let second = payload[(first + 1)...].firstIndex(of: UInt8(ascii: " "))
    else { return nil }
    return payload[..<second]
  }

  /// The JSON of an entry, if it is the one of that heading.
  static func value<Value: Decodable>(
    _ payload: [UInt8], _ heading: String, as type: Value.Type
  ) -> Value? {
    guard let found = Self.heading(payload), found.elementsEqual(heading.utf8) else { return nil }
    return try? JSONDecoder().decode(type, from: Data(payload[(found.endIndex + 1)...]))
  }

  static func heading(_ kind: Kind, _ name: String) -> String { "\(kind.rawValue) \(name)" }
}

extension UnitName {
  /// The name as a journal has it: `labels/spleen_001/3`.
  var entryName: String {
    ([stage, group ?? ""] + (part.map { ["\($0)"] } ?? [])).map(Self.escaped)
      .joined(separator: "/")
  }

  /// Text without spaces, slashes and line ends.
  static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  private static let allowed = CharacterSet.urlPathAllowed.subtracting(["/", "%", " "])
}
