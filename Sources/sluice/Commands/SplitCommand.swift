import ArgumentParser
import DurableFiles
import Imaging

/// `sluice split`: training, validation and test cases, with no scan in two of them.
struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Split cases into training, validation and test cases, or check splits.",
    discussion: """
      Makes a split from a seed, or checks those of --split files: names, parts, and that no scan is \
      in two parts under different names, compared by what the scans show. Several datasets are \
      checked together, each with its own --split, in the same order.

      Examples:
        sluice split --dataset Task09_Spleen --out spleen.json
        sluice split --dataset Task09_Spleen --folds 5 --out spleen.json
        sluice split --dataset Task03_Liver --split liver.json \\
          --dataset Task06_Lung --split lung.json
      """)

  @Option(help: ArgumentHelp("A dataset; may be repeated with --split.", valueName: "path"))
  var dataset: [String]

  @Option(
    help: ArgumentHelp(
      "A split to check, ours or nnU-Net's splits_final.json; one for each dataset.",
      valueName: "file"))
  var split: [String] = []

  @Option(help: "Where to write the split that is made.")
  var out: String?

  @Option(help: "Make so many folds: each case is a test case of one.")
  var folds: Int?

  @Option(help: ArgumentHelp("Share of validation cases.", valueName: "share"))
  var validation = 0.1

  @Option(help: ArgumentHelp("Share of test cases; folds have their own.", valueName: "share"))
  var test = 0.2

  @Option(help: "What the choice follows from.")
  var seed: UInt64 = 1984

  func validate() throws {
    if dataset.isEmpty { throw ValidationError("Give a dataset: --dataset Task09_Spleen.") }
    if split.isEmpty {
      if dataset.count > 1 {
        throw ValidationError("Make splits of one dataset at a time, or give a --split for each.")
      }
      if out == nil { throw ValidationError("Say where to write the split: --out split.json.") }
    } else {
      if split.count != dataset.count {
        throw ValidationError("Give a --split for each --dataset, in the same order.")
      }
      if out != nil || folds != nil {
        throw ValidationError("--split is checked, not made: leave out --out and --folds.")
      }
    }
  }

  func run() throws {
    var tasks: [(name: String, cases: [DatasetCase], splits: [CaseSplit])] = []
    for (number, path) in dataset.enumerated() {
      let opened = try Dataset.open(path, DatasetOptions(missingFiles: .skip))
      let ids = opened.cases.map(\.id)
      let file = split.isEmpty ? nil : split[number]
      let splits =
        try file.map { try CaseSplit.read($0, validation: validation, seed: seed) }
        ?? made(of: ids)
      for one in splits { try one.check(against: ids, file: file) }
      // The folder's name, since datasets may share their own.
      tasks.append((FilePath.name(of: Self.trimmed(path)), opened.cases, splits))
    }
    try SplitCheck.check(
      tasks.map { SplitCheck.Task(name: $0.name, cases: $0.cases, splits: $0.splits) }
    ) { standardError("note: \($0)") }
    if let out, let splits = tasks.first?.splits {
      _ = try folds == nil ? splits[0].write(to: out) : CaseSplit.write(splits, to: out)
    }
    for task in tasks {
      for (fold, one) in task.splits.enumerated() {
        let which = task.splits.count > 1 ? " fold \(fold)" : ""
        let counts = SplitPart.allCases.map { "\(one.cases($0).count) \($0.rawValue)" }
        let rest = one.unassigned(among: task.cases.map(\.id)).count
        Output.line(
          "\(task.name)\(which): \(counts.joined(separator: ", "))"
            + (rest > 0 ? ", \(rest) in no part" : ""))
      }
    }
  }

  private func made(of ids: [String]) throws -> [CaseSplit] {
    if let folds {
      return try CaseSplit.folds(ids, count: folds, validation: validation, seed: seed)
    }
    let shares = try CaseSplit.Shares(
      train: 1 - validation - test, validation: validation, test: test)
    return [try CaseSplit.random(ids, shares: shares, seed: seed)]
  }

  private static func trimmed(_ path: String) -> String {
    String(path.reversed().drop { $0 == "/" }.reversed())
  }
}
