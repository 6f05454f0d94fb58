import Training

/// Which cases choose the best epoch: those asked for, or some drawn by a seed.
struct ValidationChoice {
  let cases: [String]
  /// What is wrong with what was asked for, as a sentence.
  let problem: String?

  /// - Parameters:
  ///   - ids: all cases of the training.
  ///   - asked: ids separated by commas, `none`, or nil to draw some.
  ///   - isReadable: whether a case's files are whole; asked of those that would be taken alone.
  init(ids: [String], asked: String?, seed: Int, isReadable: (String) -> Bool) {
    guard let asked else {
      self.init(cases: Self.drawn(from: ids, seed: seed, isReadable), problem: nil)
      return
    }
    let cases = asked == "none" ? [] : asked.split(separator: ",").map(String.init)
    let unknown = cases.filter { !ids.contains($0) }
    let problem: String? =
      if !unknown.isEmpty {
        "--validation: there is no case \(unknown.joined(separator: ", ")); the cases are "
          + ids.sorted().prefix(20).joined(separator: ", ") + (ids.count > 20 ? ", …" : "")
      } else if Set(cases).isSuperset(of: ids) {
        "--validation takes all \(ids.count) cases, so that none is left to train on; leave some out, "
          + "or give none"
      } else if let broken = cases.first(where: { !isReadable($0) }) {
        "--validation: the files of \(broken) can't be read to their end, or don't fit each other; name "
          + "other cases"
      } else {
        nil
      }
    self.init(cases: cases, problem: problem)
  }

  private init(cases: [String], problem: String?) {
    self.cases = cases
    self.problem = problem
  }

  /// A tenth of the cases, at least one, drawn by a seed: nothing of them is trained on. None where
  /// there are fewer than three. A training waits for them, so that broken ones are passed over.
  private static func drawn(
    from ids: [String], seed: Int, _ isReadable: (String) -> Bool
  ) -> [String] {
    guard ids.count >= 3 else { return [] }
    var random = SplitMix64(SplitMix64.seed(UInt64(bitPattern: Int64(seed)), 0x5641))
    let count = max(1, ids.count / 10)
    return Array(ids.sorted().shuffled(using: &random).lazy.filter(isReadable).prefix(count))
      .sorted()
  }
}
