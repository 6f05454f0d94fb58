/// JSON to be written, its keys in an order that people expect.
indirect enum OrderedJSON {
  case string(String)
  case integer(Int)
  case list([OrderedJSON])
  case object([(key: String, value: OrderedJSON)])

  /// The value over several lines; what holds no other lists or objects stands on one.
  var text: String { text(indent: "") }

  private func text(indent: String) -> String {
    let deeper = indent + "  "
    switch self {
    case .string(let text): return Self.quoted(text)
    case .integer(let number): return String(number)
    case .list(let elements):
      if elements.isEmpty { return "[]" }
      let texts = elements.map { deeper + $0.text(indent: deeper) }
      return "[\n" + texts.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let texts = members.map { "\(Self.quoted($0.key)): " + $0.value.text(indent: deeper) }
      let isFlat = members.allSatisfy { $0.value.isScalar }
      let line = "{" + texts.joined(separator: ", ") + "}"
      if isFlat, indent.count + line.count <= 100 { return line }
      return "{\n" + texts.map { deeper + $0 }.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private var isScalar: Bool {
    switch self {
    case .string, .integer: true
    case .list, .object: false
    }
  }

  /// RFC 8259: quotes, backslashes and control characters are escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
