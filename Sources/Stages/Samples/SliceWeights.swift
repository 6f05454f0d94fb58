import DurableFiles
import Imaging

/// How far a model trusts its own masks, slice by slice: the mean of their predicted IoU, by pixels.
struct SliceWeights {
  private let weights: [Int: Float]

  /// Reads the provenance table of a case.
  ///
  /// - Parameter labels: the folder of the labels, as a label-writer left it.
  /// - Throws: `StageError` if there is no such table.
  init(of caseID: String, labels: String) throws {
    let path = CaseTables.path(.provenance, of: caseID, in: labels)
    let columns = ProvenanceRows.columns
    guard let bytes = try? FileContents.read(path),
      let slice = columns.firstIndex(of: "slice"), let pixels = columns.firstIndex(of: "pixels"),
      let predicted = columns.firstIndex(of: "predicted_iou"),
      let kept = columns.firstIndex(of: "kept")
    else {
      throw StageError.unusableCase(
        caseID,
        "there is no provenance of its labels at \(path); `weights` takes the folder of labels "
          + "that a label-writer left")
    }
    var parser = CSVParser()
    let rows = try parser.rows(completedBy: bytes[...]) + [try parser.finish()].compactMap(\.self)
    var sums: [Int: (trust: Double, pixels: Double)] = [:]
    for row in rows.dropFirst() where row.fields.count == columns.count && row.fields[kept] == "yes"
    {
      guard let number = Int(row.fields[slice]), let area = Double(row.fields[pixels]), area > 0,
        let trust = Double(row.fields[predicted])
      else { continue }
      let sum = sums[number, default: (0, 0)]
      sums[number] = (sum.trust + area * min(max(trust, 0), 1), sum.pixels + area)
    }
    weights = sums.mapValues { Float($0.trust / $0.pixels) }
  }

  /// Of slices without masks there is nothing to doubt: 1.
  subscript(slice: Int) -> Float { weights[slice] ?? 1 }
}
