import Algorithms
import Foundation
import Imaging

/// The rows of scores.csv: overlap with the reference for every slice and every volume, by label
/// and for the whole foreground.
///
/// A slice whose reference is empty has no Dice to average: it is listed with the number of pixels
/// that were labelled there all the same.
enum ScoreRows {
  static let columns = [
    "level", "case", "slice", "label", "name", "dice", "iou", "predicted_pixels",
    "reference_pixels", "reference",
  ]

  /// All slices' rows, then the volume's, made one slice at a time; none without a reference.
  static func rows(of records: CaseRecords, labels: LabelGrouping) -> some Sequence<[String]> {
    let scan = records.scan
    let values =
      labels == .merged
      ? [1]
      : Set(scan.labels.keys).union(records.volume.byLabel.byLabel.keys).filter { $0 > 0 }.sorted()
    func rows(_ overlap: CaseRecords.Overlap, slice: Int?) -> [[String]] {
      var rows = values.map { value in
        row(
          overlap.byLabel[value], scan.id, slice, label: "\(value)",
          name: labels == .merged ? "foreground" : scan.labelName(value))
      }
      if values.count > 1 {
        rows.append(row(overlap.foreground, scan.id, slice, label: "all", name: "foreground"))
      }
      return rows
    }
    let volume = records.slices.isEmpty ? [] : [(slice: Int?.none, overlap: records.volume)]
    let slices = records.slices.lazy.map { (slice: Int?.some($0.slice), overlap: $0.overlap) }
    return chain(slices, volume).lazy.flatMap { rows($0.overlap, slice: $0.slice) }
  }

  private static func row(
    _ overlap: MaskOverlap, _ id: String, _ slice: Int?, label: String, name: String
  ) -> [String] {
    let isEmpty = overlap.reference == 0
    return [
      slice == nil ? "volume" : "slice", id, slice.map(String.init) ?? "", label, name,
      isEmpty ? "" : overlap.dice.map { decimals($0, 5) } ?? "",
      isEmpty ? "" : overlap.iou.map { decimals($0, 5) } ?? "",
      "\(overlap.predicted)", "\(overlap.reference)", isEmpty ? "empty" : "present",
    ]
  }
}

/// A number with a fixed count of decimals, whatever the locale.
func decimals(_ value: Double, _ count: Int) -> String {
  String(format: "%.\(count)f", value)
}
