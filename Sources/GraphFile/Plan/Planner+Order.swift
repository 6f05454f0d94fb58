extension Planner {
  /// Finds the stages that a draft begins after.
  mutating func findPredecessors(of index: Int) {
    let draft = drafts[index]
    guard !draft.spec.after.isEmpty else { return }
    if let role = draft.description?.role, role != .source {
      log.error(
        "stage \(draft.label) is a \(role.noun) and can't wait for others",
        at: draft.spec.places.after,
        suggestion:
          "only sources take `after:`; write it at the source that this stage's items come from")
      return
    }
    for link in draft.spec.after where link.isKnown {
      if let other = indices[link.source] {
        drafts[index].after.append(other)
      } else {
        log.error(
          "stage \(draft.spec.name.quoted) begins after \(link.source.quoted), which is no stage of "
            + "this graph", at: link.location ?? draft.spec.places.after,
          suggestion: Suggestion.name(
            like: link.source, among: drafts.map(\.spec.name).filter { $0 != draft.spec.name },
            listedAs: "its stages are"))
      }
    }
  }

  /// The drafts, each after its sources, in the order of the file where links leave a choice.
  /// Reports loops, whose stages are left out.
  mutating func topologicalOrder() -> [Int] {
    var order: [Int] = []
    var isPlaced = drafts.map { _ in false }
    var rest = Array(drafts.indices)
    while !rest.isEmpty {
      // Placing the first that is ready keeps the order of the file; drafts are few.
      if let ready = rest.firstIndex(where: { drafts[$0].predecessors.allSatisfy { isPlaced[$0] } })
      {
        let index = rest.remove(at: ready)
        isPlaced[index] = true
        order.append(index)
      } else {
        let loop = loop(among: rest, isPlaced: isPlaced)
        report(loop)
        // What comes after a loop is checked as if the loop were not one.
        for index in loop { isPlaced[index] = true }
        rest.removeAll { loop.contains($0) }
      }
    }
    return order
  }

  /// One loop, each stage followed by the one that takes its output.
  private func loop(among rest: [Int], isPlaced: [Bool]) -> [Int] {
    var path: [Int] = []
    var current = rest[0]
    while !path.contains(current) {
      path.append(current)
      // Every draft left waits for another that is left.
      current = drafts[current].predecessors.first { !isPlaced[$0] }!
    }
    let upstream = path[path.firstIndex(of: current)!...]
    let loop = Array(upstream.reversed())
    // Begin with the stage that comes first in the file.
    let start = loop.firstIndex(of: loop.min()!)!
    return Array(loop[start...] + loop[..<start])
  }

  private mutating func report(_ loop: [Int]) {
    let names = (loop + [loop[0]]).map { drafts[$0].spec.name }
    let first = drafts[loop[0]]
    let closing = first.links.first { $0.source == loop.last }
    log.error(
      loop.count == 1
        ? "stage \(first.label) takes its own output as input"
        : "stages form a loop: \(names.joined(separator: " → "))",
      at: closing?.location ?? first.spec.places.inputs ?? first.spec.places.after,
      suggestion: "items must leave a graph; link one of them to another stage")
  }

  /// Finds joins of streams whose items are numbered differently, as the runner would.
  mutating func checkOrigins(_ order: [Int]) {
    // By draft, the draft that numbers its output; `nil` where links are missing.
    var origins: [Int?] = drafts.map { _ in nil }
    for index in order {
      let draft = drafts[index]
      let inputs = draft.links.compactMap { link in
        origins[link.source].map { (link: link, origin: $0) }
      }
      if let first = inputs.first,
        let other = inputs.first(where: { $0.origin != first.origin })
      {
        report(draft, joining: [first, other])
      }
      switch draft.description?.role {
      case .source, .gather: origins[index] = index
      case .transform, .sink: origins[index] = inputs.first?.origin
      case nil: break
      }
    }
  }

  private mutating func report(
    _ draft: Draft, joining inputs: [(link: DraftLink, origin: Int)]
  ) {
    let streams = inputs.map { input in
      let source = drafts[input.link.source].spec.name
      let origin = drafts[input.origin].spec.name
      return source == origin
        ? source.quoted : "\(source.quoted), whose items \(origin.quoted) numbers"
    }
    log.error(
      "stage \(draft.label) joins \(streams.joined(separator: " with "))",
      at: inputs[1].link.location ?? draft.spec.places.inputs,
      suggestion: "join streams that come from one source with no gathering stage in between")
  }

  /// Warns of outputs that nobody takes.
  mutating func checkOutputs() {
    let sources = Set(drafts.flatMap(\.links).map(\.source))
    // Links that were reported may have been meant for a stage that seems unused.
    let mentioned = Set(drafts.flatMap { $0.spec.inputs + $0.spec.after }.map(\.source))
    for (index, draft) in drafts.enumerated()
    where draft.description?.role != .sink && draft.entry != nil {
      guard !sources.contains(index), !mentioned.contains(draft.spec.name) else { continue }
      log.warning(
        "nothing takes the output of \(draft.label)"
          + (draft.output.map { " (\($0))" } ?? ""),
        at: draft.spec.places.name, suggestion: "link it to a stage or remove it")
    }
  }
}
