/// Which cases are trained on, which choose the model, and which judge it. No case is in two parts.
///
/// As JSON: `{"train": ["a", …], "validation": […], "test": […]}`.
public struct CaseSplit: Codable, Sendable, Hashable {
  public let train: [String]
  public let validation: [String]
  public let test: [String]

  /// Takes the lists as they are; `check(against:)` looks at them.
  public init(train: [String], validation: [String], test: [String]) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The cases of a part.
  public func cases(_ part: SplitPart) -> [String] {
    switch part {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// The split without some cases.
  public func without(_ ids: [String]) -> CaseSplit {
    let gone = Set(ids)
    return CaseSplit(
      train: train.filter { !gone.contains($0) },
      validation: validation.filter { !gone.contains($0) },
      test: test.filter { !gone.contains($0) })
  }

  /// The part that a case is in, if any.
  public func part(of id: String) -> SplitPart? {
    SplitPart.allCases.first { cases($0).contains(id) }
  }

  /// Checks that every name is a case's, that none is there twice, and that there are training and test
  /// cases. No validation case is fine.
  ///
  /// - Parameters:
  ///   - known: the ids of the dataset's cases; those that are in no part are left alone.
  ///   - file: where the split comes from, for the message.
  /// - Throws: `CohortError`.
  public func check(against known: [String], file: String? = nil) throws {
    var seen: [String: SplitPart] = [:]
    for part in SplitPart.allCases {
      for id in cases(part) {
        guard let first = seen.updateValue(part, forKey: id) else { continue }
        throw CohortError(file: file, .repeatedCase(id: id, first: first, second: part))
      }
    }
    let all = Set(known)
    let unknown = SplitPart.allCases.flatMap { cases($0) }.filter { !all.contains($0) }
    guard unknown.isEmpty else {
      let cases = unknown.prefix(20).map {
        CohortError.UnknownCase(name: $0, nearest: NearestName.nearest(to: $0, among: known))
      }
      throw CohortError(file: file, .unknownCases(cases, known: known.count))
    }
    for part in [SplitPart.train, .test] where cases(part).isEmpty {
      throw CohortError(file: file, .emptyPart(part))
    }
  }

  /// The cases of a dataset that are in no part.
  public func unassigned(among known: [String]) -> [String] {
    let assigned = Set(train + validation + test)
    return known.filter { !assigned.contains($0) }
  }
}
