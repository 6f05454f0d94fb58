import Dataflow

extension GraphParser {
  private enum Limit {
    static let workers = 1...1024
    static let capacity = 1...65_536
    static let retries = 0...100
    static let backoffSeconds = 0.0...3600.0
  }

  mutating func stageSpecs(_ value: GraphValue) -> [StageSpec] {
    guard let fields = mapping(value, of: "stages") else { return [] }
    if fields.isEmpty {
      log.error("the graph has no stages", at: value.location)
    }
    guard fields.count <= Self.maximumStages else {
      log.error("more than \(Self.maximumStages) stages", at: value.location)
      return []
    }
    return fields.compactMap { field in
      if !isName(field.name) {
        log.error(
          "\(field.name.quoted) can't be the name of a stage", at: field.location,
          suggestion: "use at most 64 letters, digits, \"-\", \"_\" and \".\"")
      }
      return stageSpec(field)
    }
  }

  private mutating func stageSpec(_ field: GraphValue.Field) -> StageSpec {
    var stage = StageSpec(field.name, kind: "")
    stage.places.name = field.location
    guard let parts = stageFields(field) else { return stage }
    let keys = ["stage", "from", "after", "workers", "capacity", "on-failure", "options"]
    var saysKind = false
    for part in parts {
      switch part.name {
      case "stage":
        saysKind = true
        stage.kind = text(part.value, of: "stage") ?? ""
        stage.places.kind = part.value.location
      case "from":
        stage.inputs = links(part.value)
        stage.places.inputs = part.location
      case "after":
        stage.after = links(part.value, to: nil)
        stage.places.after = part.location
      case "workers":
        stage.workers = integer(part.value, of: "workers", in: Limit.workers)
        stage.places.workers = part.location
      case "capacity":
        stage.capacity = integer(part.value, of: "capacity", in: Limit.capacity)
        stage.places.capacity = part.location
      case "on-failure":
        stage.onFailure = failurePolicy(part.value)
        stage.places.onFailure = part.location
      case "options":
        stage.options = mapping(part.value, of: "options") ?? []
        stage.places.options = part.location
      default:
        log.error(
          "stage \(field.name.quoted): unknown key \(part.name.quoted)", at: part.location,
          suggestion: Suggestion.name(
            like: part.name, among: keys, listedAs: "the keys of a stage are"))
      }
    }
    if !saysKind {
      log.error(
        "stage \(field.name.quoted) does not say what it is", at: field.location,
        suggestion: "add `stage: KIND`")
    }
    return stage
  }

  private mutating func stageFields(_ field: GraphValue.Field) -> [GraphValue.Field]? {
    if let fields = field.value.fields { return fields }
    if field.value.isKnown {
      log.error(
        "stage \(field.name.quoted) is \(field.value.kindForMessages), but must be a mapping",
        at: field.location, suggestion: "write `\(field.name): {stage: KIND}`")
    }
    return nil
  }

  // MARK: Links

  private mutating func links(_ value: GraphValue) -> [LinkSpec] {
    guard let fields = value.fields else { return links(value, to: nil) }
    return fields.flatMap { links($0.value, to: $0.name, at: $0.location) }
  }

  /// The links to one port. That a list is one too many is for the plan to say, as for two keys.
  private mutating func links(
    _ value: GraphValue, to port: String?, at location: SourceLocation? = nil
  ) -> [LinkSpec] {
    let location = location ?? value.location
    switch value.content {
    case .null: return []
    case .list(let values): return values.flatMap { links($0, to: port) }
    case .mapping:
      log.error("the name of a stage is expected here, not a mapping", at: value.location)
      return [LinkSpec(port, from: "", location: location, isKnown: false)]
    default:
      return [
        LinkSpec(port, from: value.text ?? "", location: location, isKnown: value.isKnown)
      ]
    }
  }

  // MARK: Failure policy

  private mutating func failurePolicy(_ value: GraphValue) -> FailurePolicy? {
    guard let fields = value.fields else {
      return lastResort(value).map { FailurePolicy(then: $0) }
    }
    var policy = FailurePolicy.stop
    for field in fields {
      switch field.name {
      case "retries":
        policy.retries =
          integer(field.value, of: "retries", in: Limit.retries) ?? policy.retries
      case "backoff": policy.backoff = backoff(field.value) ?? policy.backoff
      case "then": policy.then = lastResort(field.value) ?? policy.then
      default:
        log.error(
          "on-failure: unknown key \(field.name.quoted)", at: field.location,
          suggestion: Suggestion.name(
            like: field.name, among: ["retries", "backoff", "then"], listedAs: "its keys are"))
      }
    }
    return policy
  }

  private mutating func lastResort(_ value: GraphValue) -> FailurePolicy.LastResort? {
    guard value.isKnown else { return nil }
    if let text = value.text, let resort = FailurePolicy.LastResort(rawValue: text) {
      return resort
    }
    let words = FailurePolicy.LastResort.allCases.map(\.rawValue)
    log.error(
      "on-failure is \(value.forMessages), but must be \(words.joined(lastSeparator: "or"))",
      at: value.location,
      suggestion: Suggestion.nearest(to: value.text ?? "", among: words).map {
        "did you mean \"\($0)\"?"
      } ?? "to try again first, write {retries: 2, then: quarantine}")
    return nil
  }

  private mutating func backoff(_ value: GraphValue) -> Duration? {
    guard value.isKnown else { return nil }
    if let seconds = value.number, Limit.backoffSeconds.contains(seconds) {
      return .seconds(seconds)
    }
    log.error(
      "backoff is \(value.forMessages), but must be seconds from 0 to 3600", at: value.location)
    return nil
  }
}
