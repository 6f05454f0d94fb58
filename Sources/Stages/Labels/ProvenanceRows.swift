import Imaging

/// The rows of provenance.csv: how every component's mask came about.
enum ProvenanceRows {
  static let columns = [
    "case", "row", "slice", "label", "component", "prompt", "box", "points", "point_labels",
    "mask", "predicted_iou", "stability", "pixels", "kept", "checkpoint_sha256",
  ]

  static func rows(of records: CaseRecords, set: String) -> some Sequence<[String]> {
    records.components.enumerated().lazy.map { row, record in
      let (component, prompt) = (record.component, record.component.prompt)
      let boxes = (prompt.box.map { [$0] } ?? []) + component.otherBoxes
      return [
        records.scan.id, "\(row)", "\(record.slice)", "\(prompt.label)", "\(prompt.component)",
        set, boxes.map { $0.coordinates.map(number).joined(separator: " ") }.joined(separator: ";"),
        prompt.points.map { "\(number($0.x)) \(number($0.y))" }.joined(separator: ";"),
        prompt.pointLabels.map(String.init).joined(separator: ";"), "\(component.maskIndex)",
        decimals(Double(component.predictedIoU), 5), decimals(Double(component.stability), 5),
        "\(component.pixels)", component.rejection.map { "no: \($0.rawValue)" } ?? "yes",
        component.checkpoint,
      ]
    }
  }

  /// A coordinate, without a fraction where there is none.
  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }
}
