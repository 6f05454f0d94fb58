/// A value within `zarr.json` together with the path of keys that leads to it, so that every error
/// can name the key.
struct MetadataNode {
  let file: String
  let key: String
  let value: JSONValue

  func failure(expected: String) -> ZarrError {
    .metadata(
      file: file, key: key.isEmpty ? "the top level" : key, found: value.excerpt,
      expected: expected)
  }

  func unsupported(_ feature: String, supported: String) -> ZarrError {
    .unsupported(file: file, key: key, feature: feature, supported: supported)
  }

  private func path(_ name: String) -> String { key.isEmpty ? name : "\(key).\(name)" }

  func members() throws -> [String: JSONValue] {
    guard case .object(let members) = value else { throw failure(expected: "an object") }
    return members
  }

  func optional(_ name: String) throws -> MetadataNode? {
    try members()[name].map { MetadataNode(file: file, key: path(name), value: $0) }
  }

  func required(_ name: String) throws -> MetadataNode {
    guard let node = try optional(name) else {
      throw ZarrError.metadata(
        file: file, key: path(name), found: "missing", expected: "to be there")
    }
    return node
  }

  /// Refuses members other than `known`, but for extensions that say they may be ignored.
  func refuseMembers(otherThan known: Set<String>) throws {
    for (name, member) in try members().sorted(by: { $0.key < $1.key })
    where !known.contains(name) && member["must_understand"] != .bool(false) {
      throw ZarrError.unsupported(
        file: file, key: path(name), feature: "a meaning unknown here",
        supported: known.sorted().joined(separator: ", "))
    }
  }

  func elements() throws -> [MetadataNode] {
    guard case .array(let elements) = value else { throw failure(expected: "a list") }
    return elements.enumerated().map {
      MetadataNode(file: file, key: "\(key)[\($0.offset)]", value: $0.element)
    }
  }

  func string() throws -> String {
    guard let string = value.string else { throw failure(expected: "a string") }
    return string
  }

  func int(in range: ClosedRange<Int>) throws -> Int {
    guard let int = value.int, range.contains(int) else {
      throw failure(expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return int
  }

  func bool() throws -> Bool {
    guard case .bool(let bool) = value else { throw failure(expected: "true or false") }
    return bool
  }

  /// A list of at most 32 integers, each `minimum` or more.
  func extents(minimum: Int) throws -> [Int] {
    let elements = try elements()
    guard elements.count <= ZarrArrayMetadata.maximumRank else {
      throw failure(expected: "at most \(ZarrArrayMetadata.maximumRank) dimensions")
    }
    return try elements.map { try $0.int(in: minimum...Int.max) }
  }

  /// An extension point: `{"name": …, "configuration": {…}}`, or the bare name.
  func named() throws -> (name: String, configuration: MetadataNode) {
    if let name = value.string {
      return (name, MetadataNode(file: file, key: path("configuration"), value: .object([:])))
    }
    try refuseMembers(otherThan: ["name", "configuration", "must_understand"])
    let configuration =
      try optional("configuration")
      ?? MetadataNode(file: file, key: path("configuration"), value: .object([:]))
    return (try required("name").string(), configuration)
  }
}

extension JSONValue {
  /// The value as JSON, cut where it is long, for error messages.
  var excerpt: String {
    let text = description
    return text.utf8.count <= 80 ? text : String(text.prefix(77)) + "..."
  }
}
