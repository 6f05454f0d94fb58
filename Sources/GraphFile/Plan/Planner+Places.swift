extension Planner {
  /// Finds sinks that would write over each other's results.
  mutating func checkPlaces(_ order: [Int]) {
    // By draft, the names of the results that it sends.
    var results: [[String]] = drafts.map { _ in [] }
    // By place, the draft that writes there.
    var writers: [String: Int] = [:]
    for index in order {
      let draft = drafts[index]
      guard let configured = draft.configured else { continue }
      let arriving = draft.links.flatMap { results[$0.source] }
      results[index] = configured.resultNames ?? Array(Set(arriving)).sorted()
      for place in configured.places(draft.spec.name, results[index]) {
        guard let first = writers[place.path] else {
          writers[place.path] = index
          continue
        }
        report(draft, writing: place, like: drafts[first])
        break
      }
    }
  }

  private mutating func report(_ draft: Draft, writing place: OutputPlace, like first: Draft) {
    let option = place.option.flatMap { name in
      draft.spec.options.first { $0.name == name }?.location
    }
    log.error(
      "stage \(draft.label) writes \(place.path), and so does \(first.label)",
      at: option ?? draft.spec.places.name,
      suggestion: place.option.map { "give one of them another \($0.quoted)" }
        ?? "only one stage can write there")
  }
}
