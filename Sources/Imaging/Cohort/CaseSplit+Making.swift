extension CaseSplit {
  /// Which share of the cases goes to each part.
  public struct Shares: Sendable, Hashable, Codable {
    public let train: Double
    public let validation: Double
    public let test: Double

    /// The shares of the study: 0.7, 0.1, 0.2.
    public init() { (train, validation, test) = (0.7, 0.1, 0.2) }

    /// - Throws: `CohortError` unless all are positive numbers; they are scaled to add up to 1.
    public init(train: Double, validation: Double, test: Double) throws {
      let sum = train + validation + test
      guard [train, validation, test].allSatisfy({ $0 > 0 && $0.isFinite }), sum.isFinite else {
        throw CohortError(
          .badShares(
            reason:
              "shares of \(train), \(validation) and \(test) can't be; expected three positive "
              + "numbers, such as 0.7, 0.1 and 0.2"))
      }
      (self.train, self.validation, self.test) = (train / sum, validation / sum, test / sum)
    }
  }

  /// Splits cases at random, the same way for the same seed whatever their order. Every part gets at
  /// least one; parts are sorted.
  ///
  /// - Throws: `CohortError` if there are fewer than 3 cases, or one is there twice.
  public static func random(
    _ cases: [String], shares: Shares = Shares(), seed: UInt64
  ) throws -> CaseSplit {
    let order = try shuffled(cases, seed: seed)
    let count = Double(order.count)
    let test = min(max(Int((count * shares.test).rounded()), 1), order.count - 2)
    let validation = min(
      max(Int((count * shares.validation).rounded()), 1), order.count - test - 1)
    return CaseSplit(
      train: order[(test + validation)...].sorted(),
      validation: order[test..<(test + validation)].sorted(), test: order[..<test].sorted())
  }

  /// Splits cases into folds: each case is a test case of one fold, and validation cases are drawn from
  /// the others. Folds differ by at most one test case.
  ///
  /// - Parameter validation: the share of the remaining cases; at least one is taken.
  /// - Throws: `CohortError` if there are fewer than 3 cases, one is there twice, or `count` is not
  ///   2 to their number.
  public static func folds(
    _ cases: [String], count: Int, validation: Double = 0.1, seed: UInt64
  ) throws -> [CaseSplit] {
    let order = try shuffled(cases, seed: seed)
    guard (2...order.count).contains(count) else {
      throw CohortError(.badFolds(found: count, cases: order.count))
    }
    return try (0..<count).map { fold in
      let test = order.indices.filter { $0 % count == fold }.map { order[$0] }
      let rest = order.indices.filter { $0 % count != fold }.map { order[$0] }
      let (train, chosen) = try drawn(rest, share: validation, seed: seed, salt: fold)
      return CaseSplit(train: train, validation: chosen, test: test.sorted())
    }
  }

  /// Moves a share of the training cases, at least one, to validation; one stays to train on, so that a
  /// single case isn't moved.
  static func drawn(
    _ cases: [String], share: Double, seed: UInt64, salt: Int
  ) throws -> (train: [String], validation: [String]) {
    guard share > 0, share < 1 else {
      throw CohortError(
        .badShares(reason: "a validation share of \(share) can't be; expected above 0 and below 1"))
    }
    let order = permuted(cases, seed: seed, salt: "validation \(salt)")
    let wanted = max(Int((Double(order.count) * share).rounded()), 1)
    let count = max(min(wanted, order.count - 1), 0)
    return (order[count...].sorted(), order[..<count].sorted())
  }

  private static func shuffled(_ cases: [String], seed: UInt64) throws -> [String] {
    var seen: Set<String> = []
    for id in cases where !seen.insert(id).inserted {
      throw CohortError(.repeatedCase(id: id, first: .train, second: .train))
    }
    guard cases.count >= 3 else { throw CohortError(.tooFewCases(found: cases.count)) }
    return permuted(cases, seed: seed, salt: "split")
  }

  /// A random order that follows from the names and the seed alone.
  private static func permuted(_ cases: [String], seed: UInt64, salt: String) -> [String] {
    var hash = StableHash()
    hash.combine(salt)
    hash.combine(seed)
    var random = SeededGenerator(seed: hash.value)
    var order = cases.sorted()
    // Fisher and Yates's, since the standard library may change its own.
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, random.below(last + 1))
    }
    return order
  }
}
