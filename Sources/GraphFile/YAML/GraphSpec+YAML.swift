import Dataflow

extension GraphSpec {
  /// The graph as a file that reads back as the same graph, with a comment above each stage.
  ///
  /// - Parameter descriptions: of the catalog, whose summaries comment the stages that have no
  ///   comment of their own.
  public func yaml(commentedWith descriptions: [StageDescription] = []) -> String {
    var writer = YAMLWriter(escapesVariables: isExpanded)
    writer.field("name", .text(name), indent: 0)
    if let summary { writer.field("description", .text(summary), indent: 0) }
    if !isExpanded, !variables.isEmpty {
      writer.line()
      writer.line("variables:")
      for variable in variables { variable.write(to: &writer) }
    }
    writer.line()
    writer.line(stages.isEmpty ? "stages: {}" : "stages:")
    for (index, stage) in stages.enumerated() {
      if index > 0 { writer.line() }
      let summary = descriptions.first { $0.kind == stage.kind }?.summary
      stage.write(to: &writer, comment: stage.comment ?? summary.map { "\($0)." })
    }
    return writer.text
  }
}

extension VariableSpec {
  fileprivate func write(to writer: inout YAMLWriter) {
    guard help != nil || defaultValue == nil else {
      writer.field(name, defaultValue!, indent: 2)
      return
    }
    if help == nil {
      writer.line("\(YAMLWriter.scalar(name, inFlow: false)):", indent: 2)
      return
    }
    let parts = [
      defaultValue.map { GraphValue.Field("default", $0) },
      help.map { GraphValue.Field("help", .text($0)) },
    ]
    writer.field(name, GraphValue(.mapping(parts.compactMap(\.self))), indent: 2)
  }
}

extension StageSpec {
  fileprivate func write(to writer: inout YAMLWriter, comment: String?) {
    if let comment { writer.comment(comment, indent: 2) }
    writer.line("\(YAMLWriter.scalar(name, inFlow: false)):", indent: 2)
    writer.field("stage", .text(kind), indent: 4)
    if let from = links { writer.field("from", from, indent: 4) }
    if !after.isEmpty {
      writer.field(
        "after", .texts(after.map(\.source)), indent: 4)
    }
    if let workers { writer.field("workers", .integer(workers), indent: 4) }
    if let capacity { writer.field("capacity", .integer(capacity), indent: 4) }
    if let onFailure {
      writer.line("on-failure: \(YAMLWriter.inline(onFailure.value))", indent: 4)
    }
    if !options.isEmpty { writer.field("options", GraphValue(.mapping(options)), indent: 4) }
  }

  /// A single link to the first port by the stage's name, others by port.
  private var links: GraphValue? {
    guard let first = inputs.first else { return nil }
    if inputs.count == 1, first.port == nil { return .text(first.source) }
    let fields = inputs.map { GraphValue.Field($0.port ?? "", .text($0.source)) }
    return GraphValue(.mapping(fields))
  }
}

extension FailurePolicy {
  /// As it is written in a graph file.
  var value: GraphValue {
    guard retries > 0 else { return .text(then.rawValue) }
    let seconds = backoff / .seconds(1)
    return GraphValue(
      .mapping([
        .init("retries", .integer(retries)), .init("backoff", .number(seconds)),
        .init("then", .text(then.rawValue)),
      ]))
  }
}
