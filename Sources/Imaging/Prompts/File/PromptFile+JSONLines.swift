import Foundation

extension PromptFile {
  /// Reads JSON lines; blank lines are skipped. `file` is the name for messages.
  ///
  /// Throws `PictureError.promptFile` with every mistake.
  public init(jsonLines bytes: [UInt8], file: String) throws {
    var collector = PromptCollector(file: file)
    let decoder = JSONDecoder()
    let lines = bytes.withoutByteOrderMark.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated()
    where line.contains(where: { !asciiSpace.contains($0) }) {
      do {
        let raw = try decoder.decode(RawPrompt.self, from: Data(line))
        collector.add(raw, line: index + 1)
      } catch let error as DecodingError {
        collector.fail(line: index + 1, Self.explain(error, line))
      } catch {
        collector.fail(line: index + 1, "not readable as JSON: \(error)")
      }
    }
    self = try collector.finish()
  }

  private static func explain(_ error: DecodingError, _ line: ArraySlice<UInt8>) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return context.codingPath.isEmpty
        ? "not a prompt; expected one JSON object a line" : describe(context)
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return describe(context)
    default:
      let text = String(decoding: line, as: UTF8.self)
      let hasNumberOutsideJSON = ["NaN", "Infinity", "nan", "inf"].contains(where: text.contains)
      return hasNumberOutsideJSON
        ? "not JSON: NaN and infinity are not numbers there; expected finite coordinates"
        : "not JSON; expected one object a line, as in "
          + #"{"case":"spleen_001","slice":12,"label":1,"box":[10,20,30,40]}"#
    }
  }

  private static func describe(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { key in
      key.intValue.map { "[\($0)]" } ?? key.stringValue
    }
    return "\(path.joined()): \(context.debugDescription)"
  }
}

let asciiSpace: Set<UInt8> = [0x20, 0x09, 0x0D, 0x0A]

extension [UInt8] {
  /// Without the mark that some editors put in front of UTF-8.
  var withoutByteOrderMark: ArraySlice<UInt8> {
    starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self[...]
  }
}
