/// What is known of the items of a group before they exist: named sizes, for example
/// `["rows": 512, "columns": 512]`. Stages compute from it what an item will cost.
public struct Extents: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  public var values: [String: Int]

  public init(_ values: [String: Int] = [:]) {
    self.values = values
  }

  public init(dictionaryLiteral elements: (String, Int)...) {
    self.init(Dictionary(elements, uniquingKeysWith: { $1 }))
  }

  /// The named size; 0 if the source did not say.
  public subscript(name: String) -> Int {
    get { values[name] ?? 0 }
    set { values[name] = newValue }
  }
}
