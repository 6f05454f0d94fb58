/// A JSON value that knows its line, so that a complaint about it can name the place.
struct JSONValue {
  let kind: Kind
  /// The line that the value begins on, counted from 1.
  let line: Int

  enum Kind {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// In the file's order.
    case object([Member])
  }

  struct Member {
    let key: String
    let line: Int
    let value: JSONValue
  }

  /// "a string", "a list": for messages.
  var typeName: String {
    switch kind {
    case .null: "null"
    case .boolean: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A JSON file, read strictly (RFC 8259), whose errors name file, line and key.
struct JSONDocument {
  let file: String
  let root: JSONValue

  init(file: String, bytes: [UInt8]) throws {
    self.file = file
    var parser = JSONParser(file: file, bytes: bytes)
    root = try parser.parseDocument()
  }

  /// An error at a value's line.
  func error(_ value: JSONValue, _ reason: String) -> VolumeError {
    VolumeError(file: file, .json(line: value.line, reason: reason))
  }

  /// The members of an object; `name` is what to call it.
  func object(_ value: JSONValue, _ name: String) throws -> [JSONValue.Member] {
    guard case .object(let members) = value.kind else {
      throw error(value, "\(name) is \(value.typeName), expected an object {…}")
    }
    return members
  }

  func array(_ value: JSONValue, _ name: String) throws -> [JSONValue] {
    guard case .array(let elements) = value.kind else {
      throw error(value, "\(name) is \(value.typeName), expected a list […]")
    }
    return elements
  }

  func string(_ value: JSONValue, _ name: String) throws -> String {
    guard case .string(let text) = value.kind else {
      throw error(value, "\(name) is \(value.typeName), expected a string")
    }
    return text
  }

  /// A whole number, written as a number or, as some tools do, as a string.
  func integer(_ value: JSONValue, _ name: String) throws -> Int {
    switch value.kind {
    case .number(let number):
      if let whole = Int(exactly: number) { return whole }
    case .string(let text):
      if let whole = Int(text) { return whole }
    default: break
    }
    throw error(value, "\(name) is \(value.typeName), expected a whole number")
  }

  /// The member `key` of an object, or nil.
  func member(_ key: String, of value: JSONValue) -> JSONValue? {
    guard case .object(let members) = value.kind else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The member `key` of an object, or an error that says what it is for.
  func required(_ key: String, of value: JSONValue, _ purpose: String) throws -> JSONValue {
    guard let found = member(key, of: value) else {
      throw error(value, "missing key \"\(key)\": \(purpose)")
    }
    return found
  }
}
