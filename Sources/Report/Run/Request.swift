/// What a run was asked to do: run.json.
public struct Request: Sendable, Codable, Equatable {
  public var version: String?
  /// The arguments of the command.
  public var command: [String]?
  /// The graph as it was run, in YAML.
  public var graph: String?
  /// The memory budget in bytes.
  public var memory: Int?
  public var threads: Int?
  /// When it began, in UTC (ISO 8601).
  public var started: String?

  public init() {}

  /// The name that the graph gives itself.
  var graphName: String? {
    guard
      let line = graph?.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("name:") })
    else { return nil }
    let name = line.dropFirst("name:".count).filter { !"\"'".contains($0) }
    let trimmed = name.drop { $0.isWhitespace }
    return trimmed.isEmpty ? nil : String(trimmed)
  }
}
