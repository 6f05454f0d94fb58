extension Planner {
  /// Checks the options of a draft and configures its stage with them.
  mutating func configure(_ index: Int) {
    guard let entry = drafts[index].entry else { return }
    let stage = drafts[index].spec
    let given = givenOptions(of: drafts[index], entry)
    var isComplete = given.isComplete
    for option in entry.description.options
    where option.isRequired && !given.mentioned.contains(option.name) {
      isComplete = false
      log.error(
        "stage \(drafts[index].label) needs the option \(option.name.quoted)",
        at: stage.places.options ?? stage.places.name,
        suggestion: "\(option.name) is \(option.type.phrase): \(option.help)")
    }
    drafts[index].options = entry.description.options.compactMap { option in
      let isSet = given.values[option.name] != nil
      let fallback = option.isRequired ? nil : entry.defaults[option.name]
      guard let value = given.values[option.name] ?? fallback else { return nil }
      return PlannedStage.Option(
        name: option.name, value: value, written: option.type.written(value),
        isDefault: !isSet || value == fallback)
    }
    drafts[index].output = entry.description.output
    guard isComplete else { return }
    let values = entry.defaults.overlaid(with: given.values)
    do {
      let configured = try entry.configure(values)
      drafts[index].configured = configured
      drafts[index].output = configured.output
      for problem in configured.problems { report(problem, of: drafts[index]) }
    } catch {
      report(error, of: drafts[index])
    }
  }

  private struct GivenOptions {
    var values: [String: GraphValue] = [:]
    /// Names that stand in the file, rightly or not.
    var mentioned: Set<String> = []
    /// Whether all values are known and right.
    var isComplete = true
  }

  private mutating func givenOptions(
    of draft: Draft, _ entry: CatalogEntry<Environment>
  ) -> GivenOptions {
    var given = GivenOptions()
    let options = entry.description.options
    for field in draft.spec.options {
      let place = field.location ?? draft.spec.places.options
      guard let option = options.first(where: { $0.name == field.name }) else {
        given.isComplete = false
        log.error(
          "unknown option \(field.name.quoted) of stage \(draft.label)", at: place,
          suggestion: options.isEmpty
            ? "it has no options"
            : Suggestion.name(
              like: field.name, among: options.map(\.name), listedAs: "its options are"))
        continue
      }
      if case .null = field.value.content, field.value.isKnown, option.isRequired { continue }
      guard given.mentioned.insert(option.name).inserted else {
        log.error(
          "option \(field.name.quoted) of stage \(draft.label) is set twice", at: place)
        continue
      }
      guard field.value.isFullyKnown else {
        given.isComplete = false
        continue
      }
      if case .null = field.value.content {
        given.values[option.name] = field.value
        continue
      }
      do {
        given.values[option.name] = try checked(field.value, option)
      } catch {
        given.isComplete = given.isComplete && error.isMissingFile && missingFiles != .error
        log.report(
          error.isMissingFile ? missingFiles ?? .error : .error,
          "option \(field.name.quoted) of stage \(draft.label) \(error.clause)",
          at: field.value.location ?? place, suggestion: error.suggestion)
        if error.isMissingFile { given.values[option.name] = unverified(field.value, option) }
      }
    }
    return given
  }

  private func checked(
    _ value: GraphValue, _ option: OptionDescription
  ) throws(OptionType.Mismatch) -> GraphValue {
    try (missingFiles == nil ? option.type.ignoringFiles : option.type).checked(value)
  }

  /// The value of a path that leads nowhere.
  private func unverified(_ value: GraphValue, _ option: OptionDescription) -> GraphValue? {
    try? option.type.ignoringFiles.checked(value)
  }

  /// Reports what `CatalogStage.check` said, at the option that it begins with.
  private mutating func report(_ sentence: String, of draft: Draft) {
    let name = sentence.prefix { $0 != ":" }
    let field = draft.spec.options.first { $0.name == name }
    let isAboutOption = draft.description?.options.contains { $0.name == name } ?? false
    log.error(
      isAboutOption
        ? "option \(String(name).quoted) of stage \(draft.label)\(sentence.dropFirst(name.count))"
        : "stage \(draft.label): \(sentence)",
      at: field?.value.location ?? field?.location ?? draft.spec.places.options
        ?? draft.spec.places.name)
  }

  /// Reports values that `Options` doesn't decode although the description allows them.
  private mutating func report(_ error: any Error, of draft: Draft) {
    let path: [any CodingKey]
    let reason: String
    switch error {
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      (path, reason) = (context.codingPath, context.debugDescription)
    case DecodingError.keyNotFound(let key, let context):
      (path, reason) = (context.codingPath + [key], "it is missing")
    default: (path, reason) = ([], "\(error)")
    }
    let field = draft.spec.options.first { $0.name == path.first?.stringValue }
    let name = path.first.map { "option \($0.stringValue.quoted) of " } ?? ""
    log.error(
      "\(name)stage \(draft.label) can't be used: \(reason)",
      at: field?.value.location ?? draft.spec.places.options ?? draft.spec.places.name)
  }
}

extension OptionType {
  /// The same type without a look at the disk.
  fileprivate var ignoringFiles: OptionType {
    switch self {
    case .file, .folder, .fileOrFolder: .path
    case .files: .texts
    default: self
    }
  }
}

extension GraphValue {
  /// Whether no part of it hangs on a variable that isn't set.
  fileprivate var isFullyKnown: Bool {
    switch content {
    case .list(let values): isKnown && values.allSatisfy(\.isFullyKnown)
    case .mapping(let fields): isKnown && fields.allSatisfy(\.value.isFullyKnown)
    default: isKnown
    }
  }

  /// A mapping with the fields of `values` in place of its own.
  fileprivate func overlaid(with values: [String: GraphValue]) -> GraphValue {
    let kept = (fields ?? []).filter { values[$0.name] == nil }
    let new = values.sorted { $0.key < $1.key }.map { Field($0.key, $0.value) }
    return GraphValue(.mapping(kept + new))
  }
}
