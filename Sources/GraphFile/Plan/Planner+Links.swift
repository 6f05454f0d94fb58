extension Planner {
  /// Finds the two ends of every link that arrives at a draft.
  mutating func link(_ index: Int) {
    let draft = drafts[index]
    guard let ports = draft.description?.inputs else { return checkSources(of: draft) }
    guard !ports.isEmpty else {
      if !draft.spec.inputs.isEmpty {
        log.error(
          "stage \(draft.label) takes no input", at: draft.spec.places.inputs,
          suggestion: "remove `from:`")
      }
      return
    }
    // Ports that something is linked to, rightly or not.
    var linked: [String: LinkSpec] = [:]
    for link in draft.spec.inputs {
      guard let port = port(of: link, at: draft) else {
        _ = source(of: link, at: draft)
        continue
      }
      if let first = linked[port.name] {
        log.error(
          "port \(port.name.quoted) of \(draft.label) has two links, from "
            + "\(first.source.quoted) and from \(link.source.quoted)",
          at: link.location ?? draft.spec.places.inputs,
          suggestion: "a port takes one stream")
        continue
      }
      linked[port.name] = link
      if let source = source(of: link, at: draft) {
        drafts[index].links.append(
          DraftLink(port: port, source: source, location: link.location))
      }
    }
    for port in ports where port.isRequired && linked[port.name] == nil {
      let senders = senders(to: port, except: index)
      log.error(
        "stage \(draft.label) needs a link to its port \(port.name.quoted)",
        at: draft.spec.places.inputs ?? draft.spec.places.name,
        suggestion: senders.isEmpty
          ? "no stage sends \(port.typesForMessages)"
          : "\(port.typesForMessages) is sent by \(senders.joined(lastSeparator: "and"))")
    }
  }

  private mutating func port(of link: LinkSpec, at draft: Draft) -> PortDescription? {
    let ports = draft.description?.inputs ?? []
    guard let name = link.port else { return ports.first }
    if let port = ports.first(where: { $0.name == name }) { return port }
    log.error(
      "stage \(draft.label) has no port \(name.quoted)",
      at: link.location ?? draft.spec.places.inputs,
      suggestion: Suggestion.name(
        like: name, among: ports.map(\.name), listedAs: "its ports are"))
    return nil
  }

  /// The draft that a link comes from.
  private mutating func source(of link: LinkSpec, at draft: Draft) -> Int? {
    guard link.isKnown else { return nil }
    let place = link.location ?? draft.spec.places.inputs
    guard let source = indices[link.source] else {
      log.error(
        "stage \(draft.spec.name.quoted) takes its input from \(link.source.quoted), "
          + "which is no stage of this graph", at: place,
        suggestion: Suggestion.name(
          like: link.source, among: drafts.map(\.spec.name).filter { $0 != draft.spec.name },
          listedAs: "its stages are"))
      return nil
    }
    if drafts[source].description?.role == .sink {
      log.error(
        "stage \(draft.spec.name.quoted) takes its input from \(drafts[source].label), "
          + "which is a sink and sends nothing", at: place)
      return nil
    }
    return source
  }

  /// For a stage of unknown kind, only the names of its inputs can be checked.
  private mutating func checkSources(of draft: Draft) {
    for link in draft.spec.inputs { _ = source(of: link, at: draft) }
  }

  /// The names of the stages whose output a port accepts, in quotes.
  func senders(to port: PortDescription, except index: Int) -> [String] {
    let names = drafts.indices.filter { sender in
      sender != index && (drafts[sender].output.map { port.accepts($0) } ?? false)
    }
    return names.prefix(4).map { drafts[$0].spec.name.quoted }
  }

  /// Compares what is sent with what is accepted.
  mutating func checkTypes() {
    for (index, draft) in drafts.enumerated() {
      for link in draft.links {
        let sender = drafts[link.source]
        guard let type = sender.output, !link.port.accepts(type) else { continue }
        let advice = suggestion(for: link, of: type, to: index)
        log.error(
          "\(sender.label) sends \(type), but port \(link.port.name.quoted) of \(draft.label) "
            + "takes \(link.port.typesForMessages)",
          at: link.location ?? draft.spec.places.inputs,
          suggestion: advice)
      }
    }
  }

  private func suggestion(for link: DraftLink, of type: ElementType, to index: Int) -> String? {
    let others = drafts[index].description?.inputs.filter { $0.accepts(type) } ?? []
    let isFree = { (port: PortDescription) in
      !drafts[index].links.contains { $0.port.name == port.name }
    }
    if let port = others.first(where: isFree) { return "link it to port \(port.name.quoted)" }
    let senders = senders(to: link.port, except: index)
    return senders.isEmpty
      ? nil : "\(link.port.typesForMessages) is sent by \(senders.joined(lastSeparator: "and"))"
  }
}

extension PortDescription {
  /// `slice or volume`.
  var typesForMessages: String {
    accepts.map(\.description).joined(lastSeparator: "or")
  }
}
