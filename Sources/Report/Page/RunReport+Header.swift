extension RunReport {
  /// How a status is said and coloured.
  struct Verdict {
    let sentence: String
    let mark: String
    let style: String
  }

  var verdict: Verdict {
    let aside = max(quarantine.count, outcome?.quarantined ?? 0)
    let were = aside == 1 ? "was" : "were"
    switch outcome?.status {
    case "done":
      return Verdict(
        sentence: "Finished: all that was asked for came through.", mark: "●", style: "good")
    case "partlyQuarantined":
      return Verdict(
        sentence: "Finished; \(counted(aside, "case")) \(were) set aside.", mark: "▲",
        style: "warn")
    case "allQuarantined":
      return Verdict(
        sentence: "Failed: every case was set aside.", mark: "■", style: "bad")
    case "stopped":
      return Verdict(
        sentence: "Stopped before the end; what was finished is kept.", mark: "▲", style: "warn")
    case "failed":
      return Verdict(sentence: "Failed before the end.", mark: "■", style: "bad")
    case let other?:
      return Verdict(sentence: "Ended as “\(other)”.", mark: "▲", style: "warn")
    case nil:
      return Verdict(
        sentence: "Not finished: the run is still going, or it ended without a word.", mark: "○",
        style: "warn")
    }
  }

  var header: Markup {
    let verdict = verdict
    var facts: [String] = []
    if let graph = request?.graphName, graph != name { facts.append("Graph “\(graph)”") }
    let first = timeline?.sessions.first?.started ?? request?.started
    if let first { facts.append("Started \(Self.readable(first))") }
    if let latest = request?.started, latest != first {
      facts.append("continued \(Self.readable(latest))")
    }
    if let sessions = timeline?.sessions.count, sessions > 1 {
      facts.append("\(sessions) sessions")
    } else if outcome?.resumed == true {
      facts.append("Continued an earlier run")
    }
    if let version = request?.version { facts.append("sluice \(version)") }
    let keys = keyFigures.map { key -> Markup in
      "<div><dt>\(key.name)</dt><dd>\(key.value)</dd></div>"
    }
    return """
      <header><p class="eyebrow">\(purpose)</p><h1>\(name)</h1>
      <p class="status \(verdict.style)"><span aria-hidden="true">\(verdict.mark)</span> \
      \(verdict.sentence)</p>
      <p class="meta">\(facts.joined(separator: " · "))</p>
      <dl class="keys">\(keys)</dl></header>

      """
  }

  private var keyFigures: [(name: String, value: Markup)] {
    var keys: [(name: String, value: Markup)] = []
    if let cases = outcome?.completeCases {
      let name = cases == 1 ? "case" : "cases"
      keys.append((isLabelling ? "\(name) labelled" : name, "\(cases.grouped)"))
    }
    let aside = max(quarantine.count, outcome?.quarantined ?? 0)
    if aside > 0 { keys.append(("set aside", "\(aside.grouped)")) }
    // A study's many sets are compared in its tables.
    for scores in study == nil ? scores.prefix(4) : [] {
      guard let label = scores.overallLabel, let mean = label.volumes.mean else { continue }
      keys.append(("mean Dice per volume, \(scores.prompts)", "\(mean.decimals(3))"))
    }
    if !isLabelling, trainings.count == 1, let dice = trainings[0].best?.validationDice {
      keys.append(("validation Dice", "\(dice.decimals(3))"))
    }
    if let seconds = outcome?.seconds {
      keys.append((outcome?.resumed == true ? "last session" : "wall time", "\(seconds.duration)"))
    }
    if let bytes = outcome?.peakResidentBytes, bytes > 0 {
      keys.append(("memory of the process, at most", "\(bytes.bytes)"))
    }
    return keys
  }

  /// `2026-11-24T11:02:03Z` as `2026-11-24, 11:02 UTC`; other texts as they are.
  static func readable(_ time: String) -> String {
    let parts = time.split(separator: "T")
    guard parts.count == 2, parts[1].hasSuffix("Z"), parts[1].count >= 6 else { return time }
    return "\(parts[0]), \(parts[1].prefix(5)) UTC"
  }
}
