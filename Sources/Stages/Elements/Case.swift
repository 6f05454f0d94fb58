public import Imaging

/// One scan as the stages know it: where it lies, on which grid, and what may be labelled in it.
/// Travels as a group's info.
public struct Case: Sendable {
  /// The image's file name without its endings; unique in a run.
  public let id: String
  public let scan: NIfTIVolume
  public let orientation: SliceOrientation
  /// The scan's own grid, cut into slices by that orientation.
  public let grid: SliceGrid
  /// Label values and their names, background included; empty if the dataset does not say.
  public private(set) var labels: [Int: String]
  public let hasReference: Bool
  /// The type that holds every label value that may occur.
  public let labelType: LabelType
  /// SHA-256 of the image's files, joined by spaces; `nil` in a run without a journal.
  public let imageDigest: String?

  /// The name of the files written for this case: that of the image.
  public var fileName: String { scan.path.lastPathComponent }

  /// The same case, with other names for some label values.
  func naming(_ names: [Int: String]) -> Case {
    var named = self
    named.labels.merge(names) { _, new in new }
    return named
  }

  /// The name of a label value.
  public func labelName(_ value: Int) -> String { labels[value] ?? "label \(value)" }
}

extension String {
  /// What follows the last slash.
  var lastPathComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
