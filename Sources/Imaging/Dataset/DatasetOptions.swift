/// Which cases of a dataset to take.
public struct DatasetOptions: Sendable, Hashable {
  /// Patterns of case ids with `*`, `?` and `[…]`; with none, every case is taken.
  public var include: [String]
  /// Patterns of case ids to leave out, after `include`.
  public var exclude: [String]
  public var missingFiles: MissingFiles
  public var split: Split
  /// For folders and lists of files: where reference labels of the same file names lie.
  public var labelsFolder: String?

  /// What to do about files that the dataset names and that aren't there.
  public enum MissingFiles: Sendable, Hashable {
    case fail
    /// Cases without their image are left out.
    case skip
    /// Cases without their image stay: for work on labels alone.
    case keep
  }

  /// Which list of a `dataset.json` to take.
  public enum Split: String, Sendable, Hashable, CaseIterable {
    /// The training list, or the test list where that is all there is.
    case training
    case test
    case all
  }

  public init(
    include: [String] = [], exclude: [String] = [], missingFiles: MissingFiles = .fail,
    split: Split = .training, labelsFolder: String? = nil
  ) {
    self.include = include
    self.exclude = exclude
    self.missingFiles = missingFiles
    self.split = split
    self.labelsFolder = labelsFolder
  }

  /// Whether `include` and `exclude` choose a case of this id.
  public func accepts(_ id: String) -> Bool { CaseFilter.accepts(id, self) }
}
