extension PromptRecord {
  /// The record as a line of JSON, without the line's end; keys always in the same order.
  public var jsonLine: String {
    var line = "{\"case\":\(Self.quoted(caseID)),\"slice\":\(slice),\"label\":\(prompt.label)"
    line += ",\"component\":\(prompt.component)"
    if let box = prompt.box { line += ",\"box\":\(Self.list(box.coordinates))" }
    if !prompt.points.isEmpty {
      let points = prompt.points.map { Self.list([$0.x, $0.y]) }
      let labels = prompt.pointLabels.map(String.init)
      line += ",\"points\":[\(points.joined(separator: ","))]"
      line += ",\"point_labels\":[\(labels.joined(separator: ","))]"
    }
    return line + "}"
  }

  /// The first line of a CSV file of prompts.
  public static let csvHeader = "case,slice,label,component,box,points,point_labels"

  /// The record as a line of CSV, without the line's end, in the order of `csvHeader`.
  public var csvLine: String {
    let needsQuotes = caseID.contains { ",\"\r\n".contains($0) }
    let name =
      needsQuotes
      ? "\""
        + caseID.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
      : caseID
    func joined(_ values: [Double]) -> String {
      values.map(pixelText).joined(separator: " ")
    }
    let points = prompt.points.map { joined([$0.x, $0.y]) }
    return [
      name, String(slice), String(prompt.label), String(prompt.component),
      prompt.box.map { joined($0.coordinates) } ?? "", points.joined(separator: ";"),
      prompt.pointLabels.map(String.init).joined(separator: ";"),
    ].joined(separator: ",")
  }

  private static func list(_ values: [Double]) -> String {
    "[" + values.map(pixelText).joined(separator: ",") + "]"
  }

  /// `text` as a JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result += "\\" + String(scalar)
      case "\0"..<" ":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
