extension RunReport {
  /// What was asked.
  var requestSection: PageSection {
    PageSection(id: "asked", title: "What was asked", requestBody)
  }

  private var requestBody: Markup {
    guard let request else {
      return PageSection.missing("There is no run.json, which says what was asked.")
    }
    var facts: [(String, Markup)] = []
    if let command = request.command {
      facts.append(("Command", "<pre tabindex=\"0\">\(Self.commandLine(command))</pre>"))
    }
    if let started = request.started { facts.append(("Started", "\(Self.readable(started))")) }
    if let memory = request.memory {
      facts.append(("Memory budget", "\(memory.bytes) for slices on their way"))
    }
    if let threads = request.threads { facts.append(("Threads", "\(threads)")) }
    let items = facts.map { fact -> Markup in "<dt>\(fact.0)</dt><dd>\(fact.1)</dd>" }
    var body: Markup = "<dl class=\"facts\">\(items)</dl>\n"
    if let graph = request.graph {
      body += """
        <details><summary>The graph, as it was run</summary>\
        <pre tabindex="0">\(graph)</pre></details>

        """
    }
    return body
  }

  /// The command as a shell takes it, an option on each line.
  static func commandLine(_ arguments: [String]) -> String {
    (["sluice"] + arguments).map(quoted).reduce("") { line, word in
      if line.isEmpty { return word }
      return line + (word.hasPrefix("-") ? " \\\n  " : " ") + word
    }
  }

  /// A word of a command as a shell takes it.
  static func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0)
        || "-_./=,:+@%".unicodeScalars.contains($0)
    }
    return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
