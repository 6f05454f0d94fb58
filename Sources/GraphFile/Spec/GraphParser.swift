/// Makes a `GraphSpec` of the values of a graph file.
struct GraphParser {
  static let maximumStages = 1000
  static let maximumVariables = 1000

  var log: ProblemLog

  init(file: String) {
    log = ProblemLog(file: file)
  }

  mutating func parse(
    _ root: GraphValue?, readingProblems: [Problem], assignments: [String: String]
  ) -> GraphSpec {
    log.append(readingProblems)
    var spec = GraphSpec(
      name: "", summary: nil, variables: [], stages: [], file: log.file, isExpanded: true)
    if let root { read(root, into: &spec, assignments: assignments) }
    spec.problems = log.problems.sorted()
    return spec
  }

  private mutating func read(
    _ root: GraphValue, into spec: inout GraphSpec, assignments: [String: String]
  ) {
    guard let fields = root.fields else {
      log.error(
        "a graph is a mapping, but this is \(root.kindForMessages)", at: root.location,
        suggestion: "begin with `stages:`")
      return
    }
    if let variables = root["variables"] { spec.variables = variableSpecs(variables) }
    var expansion = VariableExpansion(spec.variables, assignments: assignments, log: &log)
    let names = ["name", "description", "variables", "stages"]
    for field in fields {
      if field.name == "variables" { continue }
      let value = expansion.expand(field.value, log: &log)
      switch field.name {
      case "name": spec.name = text(value, of: "name") ?? ""
      case "description": spec.summary = text(value, of: "description")
      case "stages": spec.stages = stageSpecs(value)
      default:
        log.error(
          "unknown key \(field.name.quoted)", at: field.location,
          suggestion: Suggestion.name(
            like: field.name, among: names, listedAs: "the keys of a graph are"))
      }
    }
    if root["stages"] == nil {
      log.error("the graph has no stages", at: root.location, suggestion: "add `stages:`")
    }
    expansion.reportUnused(log: &log)
  }

  // MARK: Variables

  private mutating func variableSpecs(_ value: GraphValue) -> [VariableSpec] {
    guard let fields = mapping(value, of: "variables"), !fields.isEmpty else { return [] }
    guard fields.count <= Self.maximumVariables else {
      log.error("more than \(Self.maximumVariables) variables", at: value.location)
      return []
    }
    return fields.compactMap { field in
      guard isName(field.name) else {
        log.error(
          "\(field.name.quoted) can't be the name of a variable", at: field.location,
          suggestion: "use letters, digits, \"-\" and \"_\"")
        return nil
      }
      return variableSpec(field)
    }
  }

  private mutating func variableSpec(_ field: GraphValue.Field) -> VariableSpec {
    guard let parts = field.value.fields else {
      return VariableSpec(
        field.name, default: checkedDefault(field.value, of: field.name), help: nil,
        location: field.location)
    }
    for part in parts where !["default", "help"].contains(part.name) {
      log.error(
        "variable \(field.name.quoted): unknown key \(part.name.quoted)", at: part.location,
        suggestion: Suggestion.name(
          like: part.name, among: ["default", "help"], listedAs: "the keys of a variable are"))
    }
    return VariableSpec(
      field.name,
      default: field.value["default"].flatMap { checkedDefault($0, of: field.name) },
      help: field.value["help"].flatMap { text($0, of: "help") }, location: field.location)
  }

  /// A default; nothing stands for none.
  private mutating func checkedDefault(_ value: GraphValue, of name: String) -> GraphValue? {
    switch value.content {
    case .null: return nil
    case .mapping:
      log.error("the default of \(name.quoted) is a mapping", at: value.location)
      return GraphValue(.null, location: value.location, isKnown: false)
    case .text(let text) where text.contains("${"):
      log.error(
        "the default of \(name.quoted) uses another variable", at: value.location,
        suggestion: "write the default itself")
      return GraphValue(.null, location: value.location, isKnown: false)
    default: return value
    }
  }

  // MARK: Parts of all kinds

  /// The fields of a mapping; none for nothing at all.
  mutating func mapping(_ value: GraphValue, of name: String) -> [GraphValue.Field]? {
    if case .null = value.content { return [] }
    if let fields = value.fields { return fields }
    if value.isKnown {
      log.error(
        "`\(name):` is \(value.kindForMessages), but must be a mapping", at: value.location,
        suggestion: "write `name: value` lines, indented, below it")
    }
    return nil
  }

  /// A scalar as it is spelled.
  mutating func text(_ value: GraphValue, of name: String) -> String? {
    guard value.isKnown else { return nil }
    if case .null = value.content { return nil }
    if let text = value.text { return text }
    log.error(
      "`\(name):` is \(value.kindForMessages), but must be text", at: value.location)
    return nil
  }

  /// A whole number within a range.
  mutating func integer(
    _ value: GraphValue, of name: String, in range: ClosedRange<Int>
  ) -> Int? {
    guard value.isKnown else { return nil }
    if case .integer(let integer) = value.content, range.contains(integer) { return integer }
    log.error(
      "`\(name):` is \(value.forMessages), but must be a whole number from \(range.lowerBound) "
        + "to \(range.upperBound)", at: value.location)
    return nil
  }

  /// Whether a word can name a variable, or a stage and its folder.
  func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, name.utf8.count <= 64 else { return false }
    func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
    return isAlphanumeric(first)
      && name.unicodeScalars.allSatisfy { isAlphanumeric($0) || "-_.".unicodeScalars.contains($0) }
  }
}
