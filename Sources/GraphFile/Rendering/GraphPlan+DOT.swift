import Dataflow

extension GraphPlan {
  /// The graph in Graphviz' DOT language.
  public func dot() -> String {
    var lines = [
      "digraph \(quoted(name)) {",
      "  node [shape=box, style=rounded, fontname=\"Helvetica\"];",
      "  edge [fontname=\"Helvetica\", fontsize=10];",
    ]
    for stage in stages {
      let label = "\(stage.name)\n\(stage.caption)"
      let shape = stage.role == .gather ? ", shape=box3d" : ""
      lines.append("  \(quoted(stage.name)) [label=\(quoted(label))\(shape)];")
    }
    for stage in stages {
      for input in stage.inputs {
        lines.append(
          "  \(quoted(input.source)) -> \(quoted(stage.name)) "
            + "[label=\(quoted(input.type.description))];")
      }
      for other in stage.settings.after {
        lines.append(
          "  \(quoted(other)) -> \(quoted(stage.name)) [label=\"then\", style=dashed];")
      }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
