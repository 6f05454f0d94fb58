import DurableFiles
import Imaging

/// What an export did, in words.
enum ExportSummary {
  /// "3 cases: nnUNet_raw/Dataset501_Spleen (images: 3 hard links)".
  static func line(_ outcome: DatasetExport.Outcome) -> String {
    var kinds: [String] = []
    if let hard = outcome.links[.hard] { kinds.append(counted(hard, "hard link")) }
    if let symbolic = outcome.links[.symbolic] {
      kinds.append(
        counted(symbolic, "symbolic link")
          + ", since they lie on another file system: keep the scans where they are, or give --copy"
      )
    }
    if outcome.copiedImages > 0 {
      kinds.append("\(outcome.copiedImages) copied")
    }
    if outcome.rewrittenImages > 0 { kinds.append("\(outcome.rewrittenImages) written anew") }
    return "\(counted(outcome.cases, "case")): \(outcome.folder) (images: "
      + kinds.joined(separator: ", ") + ")"
  }

  /// What someone should know of the labels.
  static func notes(_ outcome: DatasetExport.Outcome, _ export: DatasetExport) -> [String] {
    var notes: [String] = []
    if !outcome.renumbered.isEmpty {
      let pairs = outcome.renumbered.sorted { $0.key < $1.key }.map { "\($0.key) → \($0.value)" }
      notes.append("label values renumbered: " + pairs.joined(separator: ", "))
    }
    if let ignore = outcome.ignore { notes.append("label \(ignore) is to be ignored") }
    if !export.leftOut.isEmpty {
      notes.append(
        "\(counted(export.leftOut.count, "case")) left out, having no label volume: "
          + list(export.leftOut))
    }
    if !export.strayLabels.isEmpty {
      notes.append(
        "\(counted(export.strayLabels.count, "label volume")) not taken, named like no scan: "
          + list(export.strayLabels))
    }
    return notes
  }

  /// The first ten, and how many more.
  static func list(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ")
      + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
