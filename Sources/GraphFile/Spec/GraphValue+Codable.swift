import Foundation

extension GraphValue: Codable {
  /// A name in a mapping.
  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) {
      nil
    }
  }

  /// Fields come out sorted by name: coders don't keep their order.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      let fields = try container.allKeys.map {
        Field($0.stringValue, try container.decode(GraphValue.self, forKey: $0))
      }
      self.init(.mapping(fields.sorted { $0.name < $1.name }))
    } else if var container = try? decoder.unkeyedContainer() {
      var elements: [GraphValue] = []
      while !container.isAtEnd { elements.append(try container.decode(GraphValue.self)) }
      self.init(.list(elements))
    } else {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self.init(.null)
      } else if let boolean = try? container.decode(Bool.self) {
        self.init(.boolean(boolean))
      } else if let integer = try? container.decode(Int.self) {
        self.init(.integer(integer))
      } else if let number = try? container.decode(Double.self) {
        self.init(.number(number))
      } else {
        self.init(.text(try container.decode(String.self)))
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch content {
    case .mapping(let fields):
      var container = encoder.container(keyedBy: Key.self)
      for field in fields {
        try container.encode(field.value, forKey: Key(stringValue: field.name))
      }
    case .list(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    default:
      var container = encoder.singleValueContainer()
      switch content {
      case .boolean(let boolean): try container.encode(boolean)
      case .integer(let integer): try container.encode(integer)
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      case .null, .list, .mapping: try container.encodeNil()
      }
    }
  }

  /// The value as its coding keys and properties tell it.
  init<Value: Encodable>(encoding value: Value) throws {
    self = try JSONDecoder().decode(GraphValue.self, from: JSONEncoder().encode(value))
  }

  /// The value as a type of its own.
  ///
  /// - Throws: `DecodingError`, whose path begins with the option's name.
  func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
  }
}
