import Foundation

/// Reads the small JSON files of a run folder.
enum RecordReader {
  /// A file of this size is none that a run wrote.
  private static let mostBytes = 64 << 20

  /// The value in a file, and what is wrong with it; neither if there is no such file.
  static func read<Value: Decodable>(
    _: Value.Type, _ path: String, name: String
  ) -> (value: Value?, problem: String?) {
    do {
      guard let blocks = try FileBlocks(path) else { return (nil, nil) }
      var bytes: [UInt8] = []
      while let block = try blocks.next() {
        bytes += block
        guard bytes.count <= mostBytes else {
          return (
            nil, "\(name) has more than \(mostBytes.bytes), which no run writes; it is left out."
          )
        }
      }
      return (try JSONDecoder().decode(Value.self, from: Data(bytes)), nil)
    } catch let error as DecodingError {
      return (nil, "\(name) is not as a run writes it (\(error.place)); what it says is left out.")
    } catch {
      return (nil, "\(error).")
    }
  }

  /// The cases that were set aside, and what is wrong with the file.
  static func readQuarantine(_ path: String, name: String) -> (Quarantine, String?) {
    var quarantine = Quarantine()
    var unreadable = 0
    do {
      try FileBlocks(path)?.forEachLine { line in
        if let item = try? JSONDecoder().decode(Quarantine.Item.self, from: Data(line)) {
          quarantine.add(item)
        } else {
          unreadable += 1
        }
      }
    } catch {
      return (quarantine, "\(error).")
    }
    return (
      quarantine,
      unreadable > 0 ? "\(name) has \(counted(unreadable, "line")) that can't be read." : nil
    )
  }
}

extension DecodingError {
  /// Where in the document the mistake is.
  fileprivate var place: String {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context):
      let keys = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
      return keys.isEmpty ? "another kind of value" : "at \(keys.joined(separator: "."))"
    case .dataCorrupted: return "no valid JSON"
    @unknown default: return "no valid JSON"
    }
  }
}
