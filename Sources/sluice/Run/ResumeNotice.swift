import Dataflow

/// What a continued run takes over and what it does again, stage by stage, in sentences.
struct ResumeNotice {
  let survey: [(stage: String, units: UnitTally)]

  private static let mostReasons = 4

  var lines: [String] {
    guard survey.contains(where: { $0.units.reused + $0.units.redoneCount > 0 }) else { return [] }
    return ["Going on with the run in this folder:"] + survey.map(line)
  }

  private func line(_ stage: String, _ units: UnitTally) -> String {
    var parts = ["\(units.reused) finished", "\(units.new) to do"]
    if units.redoneCount > 0 { parts.insert("\(units.redoneCount) to do again", at: 1) }
    if units.setAside > 0 { parts.append("\(units.setAside) set aside before") }
    let reasons = units.redone.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let why = reasons.prefix(Self.mostReasons).map { reason, count in
      reasons.count == 1 ? "because \(reason)" : "\(count) because \(reason)"
    }
    let more = reasons.count > Self.mostReasons ? ["and for other reasons"] : []
    return "  \(stage): \(parts.joined(separator: ", "))"
      + (why.isEmpty ? "" : ": " + (why + more).joined(separator: "; "))
  }
}
