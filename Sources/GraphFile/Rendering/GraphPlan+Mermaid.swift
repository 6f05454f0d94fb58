import Dataflow

extension GraphPlan {
  /// The graph as a Mermaid flowchart, which GitHub and GitLab draw in Markdown.
  public func mermaid() -> String {
    var lines = ["flowchart TD"]
    let ids = diagramIDs
    for stage in stages {
      let title = "\(escaped(stage.name))<br/><small>\(escaped(stage.caption))</small>"
      let (open, close) = stage.role.mermaidBrackets
      lines.append("  \(ids[stage.name]!)\(open)\"\(title)\"\(close)")
    }
    for stage in stages {
      for input in stage.inputs {
        guard let source = ids[input.source] else { continue }
        lines.append(
          "  \(source) -->|\"\(escaped(input.type.description))\"| \(ids[stage.name]!)")
      }
      for other in stage.settings.after {
        guard let other = ids[other] else { continue }
        lines.append("  \(other) -.->|then| \(ids[stage.name]!)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
      .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

extension StageDescription.Role {
  /// Slanted boxes for sources and sinks, a subroutine's box where streams are gathered.
  fileprivate var mermaidBrackets: (String, String) {
    switch self {
    case .source: ("[/", "/]")
    case .transform: ("[", "]")
    case .gather: ("[[", "]]")
    case .sink: ("[\\", "\\]")
    }
  }
}
