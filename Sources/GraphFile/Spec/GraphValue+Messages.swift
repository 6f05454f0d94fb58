extension GraphValue {
  /// `a list`, `a mapping`, `text`: for messages about a value of the wrong kind.
  var kindForMessages: String {
    switch content {
    case .null: "nothing"
    case .boolean: "a boolean"
    case .integer, .number: "a number"
    case .text: "text"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The value itself if it is a scalar: `12`, `"wide"`, `a list`.
  var forMessages: String {
    switch content {
    case .text(let text): text.quoted
    case .boolean, .integer, .number: text ?? kindForMessages
    case .null, .list, .mapping: kindForMessages
    }
  }

  /// A number, whole or not.
  var number: Double? {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
}
