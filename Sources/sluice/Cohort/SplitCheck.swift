import Imaging

/// Makes sure that no scan is in two parts of a split, in whatever dataset and under whatever name.
enum SplitCheck {
  /// A dataset with its splits, one a fold.
  struct Task {
    let name: String
    let cases: [DatasetCase]
    let splits: [CaseSplit]
  }

  /// Compares all scans; folds of the same number belong together.
  ///
  /// - Parameters:
  ///   - known: digests of scans that were read before, by path.
  ///   - onNote: told of scans that are the same within one part.
  /// - Throws: `CohortError.leaks`, or `CommandFailure` if the numbers of folds differ.
  static func check(
    _ tasks: [Task], known: [String: ScanDigest] = [:], onNote: (String) -> Void
  ) throws {
    let foldCount = tasks.map(\.splits.count).max() ?? 0
    guard tasks.allSatisfy({ $0.splits.count == foldCount }) else {
      let counts = tasks.map { "\($0.name) \($0.splits.count)" }.joined(separator: ", ")
      throw CommandFailure(
        .badInput,
        "error: the splits have different numbers of folds (\(counts)); give files with as many")
    }
    var digests = known
    for one in tasks.flatMap(\.cases) where digests[one.imagePath] == nil {
      digests[one.imagePath] = try ScanDigest.of(path: one.imagePath)
    }
    var said: Set<Leak> = []
    for fold in 0..<foldCount {
      var members: [LeakCheck.Member] = []
      for task in tasks {
        for one in task.cases {
          guard let part = task.splits[fold].part(of: one.id), let digest = digests[one.imagePath]
          else { continue }
          members.append(
            LeakCheck.Member(
              task: tasks.count > 1 ? task.name : nil, caseID: one.id, part: part,
              digest: digest))
        }
      }
      try LeakCheck.check(members)
      for leak in LeakCheck.leaks(in: members) where said.insert(leak).inserted {
        onNote("\(leak)")
      }
    }
  }
}
