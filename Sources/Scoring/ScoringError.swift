internal import Imaging

/// Why labels can't be scored.
///
/// `description` is for a person: the file, what was found, what was expected and what to do.
public enum ScoringError: Error, Sendable, Equatable {
  /// A path that holds no label volumes; `advice` says what to give instead.
  case noVolumes(path: String, advice: String)
  /// Two files of one case.
  case duplicateCase(id: String, first: String, second: String)
  /// No case is in both places.
  case noCommonCases(labels: String, firstLabels: String, reference: String, firstReference: String)
  /// The patterns left nothing.
  case noneIncluded(path: String)
  /// The two files of a case are on different grids.
  case grids(labels: String, found: String, reference: String, expected: String, difference: String)
  /// A value that is not among the reference's classes.
  case label(file: String, value: Int, place: String, classes: [Int: String])
  /// A file of labels without a reference.
  case noReference(file: String, reference: String)

  /// What the grids' comparison found, as an error about a pair.
  static func gridsDiffer(_ error: VolumeError, _ pair: LabelPair) -> any Error {
    guard case .gridsDiffer(let expected, let found, _, let difference) = error.problem else {
      return error
    }
    return grids(
      labels: pair.labels, found: found, reference: pair.reference, expected: expected,
      difference: difference)
  }

  /// What the check of declared labels found, with the classes' names.
  static func unknownLabel(_ error: VolumeError, _ classes: [Int: String]) -> any Error {
    guard case .undeclaredLabel(let value, let slice, let row, let column, _) = error.problem else {
      return error
    }
    return label(
      file: error.file, value: value, place: " at slice \(slice), row \(row), column \(column)",
      classes: classes)
  }
}

extension ScoringError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noVolumes(let path, let advice):
      "\(path): holds no label volumes (.nii, .nii.gz or .hdr); \(advice)"
    case .duplicateCase(let id, let first, let second):
      "two files are of case \(id): \(first) and \(second); leave one"
    case .noCommonCases(let labels, let firstLabels, let reference, let firstReference):
      "\(labels) and \(reference) have no case in common: files are paired by name, but the first "
        + "of the labels is called \(firstLabels) and the first of the reference "
        + "\(firstReference); rename them alike (_0000 at the end makes no difference)"
    case .noneIncluded(let path):
      "\(path): the patterns of cases to include and exclude leave none"
    case .grids(let labels, let found, let reference, let expected, let difference):
      "\(labels): lies on another grid than its reference \(reference) (\(difference)): it has "
        + "\(found), the reference \(expected); resample the labels onto the reference's grid, "
        + "nearest neighbour"
    case .label(let file, let value, let place, let classes):
      "\(file): label \(value)\(place) is none of the reference's classes ("
        + classes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", ")
        + "); change its value, or merge all labels into one foreground"
    case .noReference(let file, let reference):
      "\(file): has no counterpart in \(reference); add the reference of that name, or take the "
        + "file away"
    }
  }
}
