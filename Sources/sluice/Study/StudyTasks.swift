import DurableFiles
import Foundation
import Imaging
import Study

/// The tasks of a study, with splits that are checked.
struct StudyTasks {
  let datasets: [String]
  /// Datasets on which nothing is trained.
  let samOnly: [String]
  /// Files; none to make splits by the seed.
  let splits: [String]
  let folds: Int?
  let seed: UInt64

  /// Opens the datasets, makes or reads the splits, and compares all scans with each other.
  ///
  /// - Parameter onNote: what is to be said and is no error.
  /// - Throws: `CommandFailure` with what is wrong and what to do.
  func open(onNote: (String) -> Void) throws -> [StudyTask] {
    do {
      let paths = (datasets + samOnly).map(Self.canonical)
      if let twice = paths.first(where: { path in paths.count { $0 == path } > 1 }) {
        throw CommandFailure(.badInput, "error: the dataset \(twice) is given twice; give it once")
      }
      var tasks: [StudyTask] = []
      var digests: [String: ScanDigest] = [:]
      for (number, path) in datasets.enumerated() {
        tasks.append(
          try task(path, number, taken: tasks.map(\.name), &digests, onNote) {
            try splits(number, $0, without: $1)
          })
      }
      try SplitCheck.check(
        tasks.map { SplitCheck.Task(name: $0.title, cases: $0.cases, splits: $0.splits) },
        known: digests, onNote: onNote)
      for path in samOnly {
        tasks.append(
          try task(path, tasks.count, taken: tasks.map(\.name), &digests, onNote) { _, _ in [] })
      }
      return tasks
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.badInput, "error: \(error)")
    }
  }

  /// The same for all ways to write a path.
  private static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  private func task(
    _ path: String, _ number: Int, taken: [String], _ digests: inout [String: ScanDigest],
    _ onNote: (String) -> Void, splits: (_ ids: [String], _ broken: [String]) throws -> [CaseSplit]
  ) throws -> StudyTask {
    let trimmed = String(path.reversed().drop { $0 == "/" }.reversed())
    let title = FilePath.name(of: trimmed)
    let opened = try Dataset.open(path, DatasetOptions(missingFiles: .skip))
    let labelled = opened.cases.filter { $0.labelPath != nil }
    if labelled.count < opened.cases.count {
      onNote(
        "\(title): \(opened.cases.count - labelled.count) of \(opened.cases.count) scans have no "
          + "reference labels and are left out")
    }
    guard !labelled.isEmpty else {
      throw CommandFailure(
        .badInput,
        "error: \(path) has no reference labels, from which prompts and scores come; give a dataset "
          + "with labels")
    }
    var broken: [String] = []
    for one in labelled {
      do {
        digests[one.imagePath] = try digests[one.imagePath] ?? ScanDigest.of(path: one.imagePath)
        try Self.readLabels(of: one, opened.labels)
      } catch {
        broken.append(one.id)
        onNote("\(title): \(one.id) is left out: \(error)")
      }
    }
    let cases = labelled.filter { !broken.contains($0.id) }
    let short = StudyTask.shortName(title)
    let name = taken.contains(short) ? "\(short)-\(number + 1)" : short
    return StudyTask(
      name: name, title: title, path: path, cases: cases, labels: opened.labels,
      splits: try splits(labelled.map(\.id), broken))
  }

  /// The splits of a dataset: those of its file, or made by the seed.
  ///
  /// - Parameter broken: cases that are taken out afterwards, so that the others stay where they are.
  private func splits(
    _ number: Int, _ ids: [String], without broken: [String]
  ) throws -> [CaseSplit] {
    let file = splits.isEmpty ? nil : splits[number]
    let made: [CaseSplit]
    if let file {
      made = try CaseSplit.read(file, seed: seed)
    } else if let folds {
      made = try CaseSplit.folds(ids, count: folds, seed: seed)
    } else {
      made = [try CaseSplit.random(ids, seed: seed)]
    }
    for one in made { try one.check(against: ids, file: file) }
    guard !broken.isEmpty else { return made }
    return try made.map { split in
      let left = split.without(broken)
      do {
        try left.check(against: ids, file: file)
      } catch  where file == nil {
        throw CommandFailure(
          .badInput,
          "error: \(ids.count - broken.count) of \(ids.count) scans can be used, and what is left of the "
            + "split is too few to train and to test on (\(error)); mend the scans that are named above, or "
            + "add others")
      }
      return left
    }
  }

  /// Reads a reference once, so that a broken one is known before a training waits for its case.
  private static func readLabels(of one: DatasetCase, _ declared: [Int: String]) throws {
    guard let path = one.labelPath else { return }
    let labels = try NIfTIVolume.open(path)
    try NIfTIVolume.open(one.imagePath).checkSameGrid(as: labels)
    let reader = try SliceReader(labels, slicing: .upright)
    let check = LabelCheck(file: path, labels: declared)
    var slice = 0
    while let plane = try reader.nextLabels() {
      try check.check(plane, slice: slice)
      slice += 1
    }
    try reader.finish()
  }
}
