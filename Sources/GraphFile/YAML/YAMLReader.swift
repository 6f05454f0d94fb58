import Yams

/// Reads the text of a graph file into values with their places. The only user of Yams' parser.
struct YAMLReader {
  /// What a graph file is allowed to be. It is written by people; more is a mistake or an attack.
  enum Limit {
    static let bytes = 1 << 18
    /// Values after aliases are replaced by what they stand for.
    static let values = 100_000
    static let depth = 32
    /// Aliases in a file where a mapping key may be a collection: comparing such keys takes time
    /// exponential in the aliases.
    static let aliasesBesideComplexKeys = 8
    static let duplicateKeys = 20
  }

  private(set) var log: ProblemLog
  private var remainingValues = Limit.values

  private init(file: String?) {
    log = ProblemLog(file: file)
  }

  /// The root of the text's only document, and what is wrong with it as YAML.
  ///
  /// - Returns: `nil` with at least one problem if the text can't be read.
  static func read(_ text: String, file: String?) -> (root: GraphValue?, problems: [Problem]) {
    var reader = YAMLReader(file: file)
    let root = reader.read(text)
    return (root, reader.log.problems)
  }

  private mutating func read(_ text: String) -> GraphValue? {
    guard text.utf8.count <= Limit.bytes else {
      log.error(
        "the file has \(text.utf8.count) bytes; a graph may have at most \(Limit.bytes)", at: nil)
      return nil
    }
    // Old Macs' and Windows' line ends would hide lines from `DuplicateKey`.
    let text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    guard !ComplexKeys.mayExplode(text) else {
      log.error(
        "the file has many aliases and keys that are lists or mappings", at: nil,
        suggestion: "use plain names as keys")
      return nil
    }
    guard let node = compose(text) else { return nil }
    return value(of: node, depth: 0)
  }

  /// Yams gives up at a key that stands twice. So that one run shows every problem, such a key is
  /// marked in the text and the text read again; a large one less often, as reading takes its time.
  private mutating func compose(_ text: String) -> Node? {
    var text = text
    let retries = min(Limit.duplicateKeys, Limit.bytes / max(text.utf8.count, 1))
    for attempt in 0...retries {
      do {
        guard let node = try Parser(yaml: text, encoding: .utf8).singleRoot() else {
          log.error("the file is empty", at: nil, suggestion: "begin with `stages:`")
          return nil
        }
        return node
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        guard attempt < retries, let marked = DuplicateKey.marking(in: text, at: context.mark)
        else {
          let location = SourceLocation(line: context.mark.line, column: context.mark.column)
          let names = Set(keys.map(DuplicateKey.unmarked)).sorted().map(\.quoted)
          log.error(
            "\(names.joined(separator: ", ")) \(names.count == 1 ? "stands" : "stand") twice",
            at: location)
          return nil
        }
        text = marked
      } catch {
        report(error)
        return nil
      }
    }
    return nil
  }

  private mutating func value(of node: Node, depth: Int) -> GraphValue? {
    let location = node.mark.map { SourceLocation(line: $0.line, column: $0.column) }
    guard depth <= Limit.depth else {
      log.error("values are nested more than \(Limit.depth) deep", at: location)
      return nil
    }
    guard remainingValues > 0 else { return nil }
    remainingValues -= 1
    if remainingValues == 0 {
      log.error("the file has more than \(Limit.values) values, aliases resolved", at: location)
    }
    switch node {
    case .scalar(let scalar):
      // A quoted scalar has a tag, as has one with `!!str` in front.
      guard scalar.style == .plain, scalar.tag == .implicit else {
        return GraphValue(.text(scalar.string), location: location)
      }
      return GraphValue(
        GraphValue.Content(plainScalar: scalar.string), spelling: scalar.string, location: location)
    case .sequence(let sequence):
      return GraphValue(
        .list(sequence.compactMap { value(of: $0, depth: depth + 1) }), location: location)
    case .mapping(let mapping):
      return GraphValue(.mapping(fields(of: mapping, depth: depth)), location: location)
    case .alias:
      // The parser has replaced them.
      return nil
    }
  }

  /// The fields of a mapping; a `<<` brings those of others, which its own override.
  private mutating func fields(of mapping: Node.Mapping, depth: Int) -> [GraphValue.Field] {
    var fields: [GraphValue.Field] = []
    var merged: [GraphValue.Field] = []
    var lines: [String: Int] = [:]
    for (key, node) in mapping {
      let location = key.mark.map { SourceLocation(line: $0.line, column: $0.column) }
      guard case .scalar(let scalar) = key else {
        log.error("a key is a list or a mapping", at: location, suggestion: "use a plain name")
        continue
      }
      let name = DuplicateKey.unmarked(scalar.string)
      if let first = lines[name] {
        log.error(
          "\(name.quoted) stands twice", at: location,
          suggestion: "it is at line \(first) already")
        continue
      }
      lines[name] = location?.line ?? 0
      guard let value = value(of: node, depth: depth + 1) else { continue }
      if name == "<<" {
        merged += mergeable(value)
      } else {
        fields.append(GraphValue.Field(name, value, location: location))
      }
    }
    var names = Set(fields.map(\.name))
    return fields + merged.filter { names.insert($0.name).inserted }
  }

  private mutating func mergeable(_ value: GraphValue) -> [GraphValue.Field] {
    if case .list(let values) = value.content { return values.flatMap { $0.fields ?? [] } }
    guard let fields = value.fields else {
      log.error(
        "\"<<\" needs a mapping", at: value.location, suggestion: "write `<<: *anchor`")
      return []
    }
    return fields
  }

  private mutating func report(_ error: any Error) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      let location = SourceLocation(line: mark.line, column: mark.column)
      let within = context.map { " (\($0.text) at line \($0.mark.line))" } ?? ""
      log.error(
        "not valid YAML: \(problem)\(within)", at: location, suggestion: Self.hint(for: problem))
    case YamlError.reader(let problem, _, _, _):
      log.error("not valid YAML: \(problem)", at: nil, suggestion: "save the file as UTF-8")
    default:
      log.error("not valid YAML: \(error)", at: nil)
    }
  }

  private static func hint(for problem: String) -> String? {
    switch problem {
    case "found character that cannot start any token":
      "indent with spaces rather than tabs, and quote text that begins with @, ` or %"
    case "mapping values are not allowed in this context":
      "check the indentation, and quote text that contains a colon and a space"
    case "did not find expected key", "did not find expected '-' indicator":
      "check the indentation"
    case "but found another document": "a graph file holds one graph"
    default: nil
    }
  }
}
