import Dataflow

extension StageCatalog {
  /// All kinds, grouped by role, with a line for each.
  public var listing: String {
    let width = descriptions.map(\.kind.count).max() ?? 0
    let groups = StageDescription.Role.allCases.compactMap { role -> String? in
      let stages = descriptions.filter { $0.role == role }.sorted { $0.kind < $1.kind }
      guard !stages.isEmpty else { return nil }
      let lines = stages.map { stage in
        "  \(stage.kind)\(String(repeating: " ", count: width - stage.kind.count))"
          + "  \(stage.summary)"
      }
      return "\(role.title)\n\(lines.joined(separator: "\n"))"
    }
    return groups.joined(separator: "\n\n")
  }

  /// Everything about one kind: ports with element types, options with types, units and defaults.
  ///
  /// - Throws: `GraphFileError.unknownKind`.
  public func detail(of kind: String) throws -> String {
    guard let entry = entry(kind) else {
      throw GraphFileError.unknownKind(
        kind,
        suggestion: Suggestion.name(
          like: kind, among: descriptions.map(\.kind), listedAs: "the catalog has"))
    }
    let stage = entry.description
    var parts = ["\(stage.kind) — \(stage.summary) (\(stage.role.noun))"]
    let paragraphs = stage.discussion.split(separator: "\n\n")
    parts += paragraphs.map { paragraph in
      let text = paragraph.split(separator: "\n").joined(separator: " ")
      return Paragraph.wrapped(text, width: 90).joined(separator: "\n")
    }
    if !stage.inputs.isEmpty { parts.append("Inputs\n" + Self.inputs(stage)) }
    if let output = stage.output {
      parts.append("Sends\n  \(output)" + (output.detail.map { " \($0)" } ?? ""))
    }
    if !stage.options.isEmpty { parts.append("Options\n" + Self.options(entry)) }
    if let example = stage.example {
      let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
      parts.append("Example\n" + lines.map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private static func inputs(_ stage: StageDescription) -> String {
    stage.inputs.map { port in
      let types = port.accepts.map { type in
        "\(type)" + (type.detail.map { " \($0)" } ?? "")
      }
      let optional = port.isRequired ? "" : " (optional)"
      return "  \(port.name): \(types.joined(lastSeparator: "or"))\(optional)\n"
        + indented(port.help)
    }.joined(separator: "\n")
  }

  private static func options(_ entry: CatalogEntry<Environment>) -> String {
    entry.description.options.map { option in
      let unit = option.unit.map { ", \($0)" } ?? ""
      var standing = "no default"
      if option.isRequired {
        standing = "required"
      } else if let value = entry.defaults[option.name] {
        standing = "default \(option.type.written(value))"
      }
      return "  \(option.name): \(option.type.label)\(unit); \(standing)\n"
        + indented(option.help)
    }.joined(separator: "\n")
  }

  private static func indented(_ text: String) -> String {
    Paragraph.wrapped(text, width: 84).map { "      \($0)" }.joined(separator: "\n")
  }
}

extension StageDescription.Role {
  /// Above the kinds of a role.
  fileprivate var title: String {
    switch self {
    case .source: "Sources"
    case .transform: "Transforms"
    case .gather: "Gathering stages"
    case .sink: "Sinks"
    }
  }
}
