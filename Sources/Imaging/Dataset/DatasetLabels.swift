/// The label names of a `dataset.json`, in either direction.
enum DatasetLabels {
  /// `"1": "spleen"` (Decathlon, nnU-Net v1) or `"spleen": 1` (nnU-Net v2); a list of values is a
  /// region, which names those of its values that nothing smaller names.
  static func read(_ document: JSONDocument) throws -> [Int: String] {
    let value = try document.required(
      "labels", of: document.root, "the names of the label values, {\"0\": \"background\", …}")
    var labels: [Int: String] = [:]
    var regions: [(name: String, values: [Int])] = []
    for member in try document.object(value, "\"labels\"") {
      let key = "\"labels\".\"\(member.key)\""
      switch (Int(member.key), member.value.kind) {
      case (let number?, .string(let name)):
        labels[try checked(number, document, member.value, key)] = name
      case (_, .array(let values)):
        let numbers = try values.map {
          try checked(document.integer($0, key), document, $0, key)
        }
        regions.append((member.key, numbers))
      case (nil, _):
        let number = try document.integer(member.value, key)
        labels[try checked(number, document, member.value, key)] = member.key
      default:
        throw document.error(
          member.value, "\(key) is \(member.value.typeName), expected a name in quotes")
      }
    }
    for region in regions.sorted(by: { $0.values.count < $1.values.count }) {
      for number in region.values where labels[number] == nil { labels[number] = region.name }
    }
    return labels
  }

  private static func checked(
    _ number: Int, _ document: JSONDocument, _ value: JSONValue, _ key: String
  ) throws -> Int {
    guard (0...65535).contains(number) else {
      throw document.error(value, "\(key) stands for label \(number), expected 0 to 65535")
    }
    return number
  }
}
