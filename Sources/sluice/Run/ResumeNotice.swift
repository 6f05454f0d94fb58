import Dataflow

/// What a continued run takes over and what it does again, stage by stage, in sentences.
struct ResumeNotice {
  let survey: [(stage: String, units: UnitTally)]
  /// Stages of before that the graph doesn't have.
  let formerStages: [String]

  private static let mostReasons = 4

  var lines: [String] {
    let hasEarlierUnits = survey.contains {
      $0.units.reused + $0.units.redoneCount + $0.units.unclear + $0.units.setAside > 0
    }
    guard hasEarlierUnits || !formerStages.isEmpty else { return [] }
    let places = survey.reduce(into: Set()) { $0.formUnion($1.units.places) }.sorted()
    let removal =
      survey.contains { $0.units.redoneCount > 0 }
      ? [
        "What a case does not make any more is removed when it is done again"
          + (places.isEmpty ? "." : " (from \(places.joined(separator: ", "))).")
      ] : []
    let former =
      formerStages.isEmpty
      ? []
      : [
        "  not in the graph any more: \(formerStages.joined(separator: ", ")); what they left stays "
          + "unless another stage writes it anew"
      ]
    return ["Going on with the run in this folder:"] + survey.map(line) + former + removal
  }

  private func line(_ stage: String, _ units: UnitTally) -> String {
    var parts = ["\(units.reused) finished"]
    if units.redoneCount > 0 { parts.append("\(units.redoneCount) to do again (\(why(units)))") }
    if units.unclear > 0 {
      parts.append(
        "\(units.unclear) to look at again (because their files have another path, size or date, or are yet to be made)"
      )
    }
    if units.new > 0 || units.redoneCount + units.unclear == 0 {
      parts.append("\(units.new) to do")
    }
    if units.left > 0 {
      parts.append("\(units.left) of cases that this run leaves out, which stay")
    }
    if units.setAside > 0 { parts.append("\(units.setAside) set aside before") }
    return "  \(stage): \(parts.joined(separator: ", "))"
  }

  /// Why units are to be done again, the most frequent reasons first.
  private func why(_ units: UnitTally) -> String {
    let reasons = units.redone.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let why = reasons.prefix(Self.mostReasons).map { reason, count in
      reasons.count == 1 ? "because \(reason)" : "\(count) because \(reason)"
    }
    let more = reasons.count > Self.mostReasons ? ["and for other reasons"] : []
    return (why + more).joined(separator: "; ")
  }
}
