/// Replaces `${name}` by the values of variables; `$${` stands for `${` itself.
///
/// A scalar that is nothing but `${name}` takes the value with its type: an integer stays one, a
/// list too. Elsewhere the value becomes part of a text.
struct VariableExpansion {
  /// How long all texts with variables may become together, in bytes: variables must not multiply.
  private static let maximumBytes = 4 << 20

  private let variables: [String: VariableSpec]
  private let values: [String: GraphValue]
  private var used: Set<String> = []
  private var remainingBytes = Self.maximumBytes

  /// - Parameter assignments: values from the command line, in YAML's notation of scalars and
  ///   `[lists]`.
  init(
    _ variables: [VariableSpec], assignments: [String: String], log: inout ProblemLog
  ) {
    self.variables = Dictionary(variables.map { ($0.name, $0) }) { first, _ in first }
    var values: [String: GraphValue] = [:]
    for variable in variables {
      if let assigned = assignments[variable.name] {
        values[variable.name] = .parsing(assigned)
      } else if let value = variable.defaultValue {
        values[variable.name] = value
      } else {
        log.error(
          "variable \(variable.name.quoted) has no default and is not set", at: variable.location,
          suggestion: "add `--set \(variable.name)=…`")
      }
    }
    self.values = values
    for name in assignments.keys.sorted() where self.variables[name] == nil {
      log.commandLineError(
        "--set \(name): the graph has no such variable",
        suggestion: Suggestion.name(
          like: name, among: variables.map(\.name), listedAs: "its variables are"))
    }
  }

  /// The value without variables.
  mutating func expand(_ value: GraphValue, log: inout ProblemLog) -> GraphValue {
    switch value.content {
    case .text(let text): return expand(text, in: value, log: &log)
    case .list(let values):
      let expanded = values.map { expand($0, log: &log) }
      return GraphValue(.list(expanded), location: value.location)
    case .mapping(let fields):
      let expanded = fields.map {
        GraphValue.Field($0.name, expand($0.value, log: &log), location: $0.location)
      }
      return GraphValue(.mapping(expanded), location: value.location)
    case .null, .boolean, .integer, .number: return value
    }
  }

  private mutating func expand(
    _ text: String, in original: GraphValue, log: inout ProblemLog
  ) -> GraphValue {
    guard text.contains("${") else { return original }
    let unknown = GraphValue(.text(text), location: original.location, isKnown: false)
    guard let parts = Self.parts(of: text) else {
      log.error(
        "\(text.quoted) has a \"${\" that no \"}\" ends", at: original.location,
        suggestion: "write \"$${\" for the characters themselves")
      return unknown
    }
    if case .variable(let name) = parts[0], parts.count == 1 {
      return value(of: name, at: original.location, log: &log)?.moved(to: original.location)
        ?? unknown
    }
    var result = ""
    var isKnown = true
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .variable(let name):
        guard let value = value(of: name, at: original.location, log: &log) else {
          isKnown = false
          continue
        }
        guard let inserted = value.text else {
          log.error(
            "variable \(name.quoted) is not a scalar, so it can't be part of a text",
            at: original.location, suggestion: "use it alone: \"${\(name)}\"")
          isKnown = false
          continue
        }
        guard spend(inserted.utf8.count, at: original.location, log: &log) else { return unknown }
        result += inserted
      }
    }
    guard isKnown else { return unknown }
    guard original.spelling != nil else {
      return GraphValue(.text(result), location: original.location)
    }
    return GraphValue(
      .init(plainScalar: result), spelling: result, location: original.location)
  }

  private mutating func value(
    of name: String, at location: SourceLocation?, log: inout ProblemLog
  ) -> GraphValue? {
    guard variables[name] != nil else {
      log.error(
        "unknown variable \(name.quoted)", at: location,
        suggestion: Suggestion.name(
          like: name, among: variables.keys.sorted(), listedAs: "the graph's variables are")
          ?? "declare it under `variables:`")
      return nil
    }
    used.insert(name)
    return values[name]
  }

  private mutating func spend(
    _ bytes: Int, at location: SourceLocation?, log: inout ProblemLog
  ) -> Bool {
    let wasLeft = remainingBytes > 0
    remainingBytes -= bytes
    if wasLeft, remainingBytes <= 0 {
      log.error(
        "values with variables take more than \(Self.maximumBytes) bytes", at: location)
    }
    return remainingBytes > 0
  }

  /// Warns of variables that nothing used.
  func reportUnused(log: inout ProblemLog) {
    for variable in variables.values where !used.contains(variable.name) {
      log.warning(
        "variable \(variable.name.quoted) is not used", at: variable.location,
        suggestion: "use it as \"${\(variable.name)}\" or remove it")
    }
  }

  private enum Part {
    case text(String)
    case variable(String)
  }

  /// At least one part; `nil` if a `${` is not ended.
  private static func parts(of text: String) -> [Part]? {
    var parts: [Part] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      let before = rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      if before.last == "$" {
        parts.append(.text(before.dropLast() + "${"))
        continue
      }
      if !before.isEmpty { parts.append(.text(String(before))) }
      guard let end = rest.firstIndex(of: "}") else { return nil }
      parts.append(.variable(String(rest[..<end])))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return parts
  }
}

extension GraphSpec {
  /// The graph with its variables replaced by their values. Problems with them are added to
  /// `problems`.
  ///
  /// - Parameter assignments: values from the command line.
  public func expanding(_ assignments: [String: String] = [:]) -> GraphSpec {
    guard !isExpanded else { return self }
    var log = ProblemLog(file: file)
    var expansion = VariableExpansion(variables, assignments: assignments, log: &log)
    var spec = self
    spec.isExpanded = true
    spec.stages = stages.map { stage in
      var stage = stage
      stage.options = stage.options.map {
        GraphValue.Field($0.name, expansion.expand($0.value, log: &log), location: $0.location)
      }
      return stage
    }
    expansion.reportUnused(log: &log)
    spec.problems = (problems + log.problems).sorted()
    return spec
  }
}
