import Foundation
import Stages

/// One label's scores over a run, for one set of prompts.
struct ScoreSummary {
  let prompts: String
  let label: String
  /// Mean Dice over slices with a non-empty reference.
  let sliceDice: Double?
  let slices: Int
  /// Mean Dice over volumes with a non-empty reference.
  let volumeDice: Double?
  let volumes: Int
  /// Slices whose reference is empty: they have no Dice, and are not averaged.
  let emptySlices: Int
  /// Those of them that were labelled all the same.
  let emptySlicesLabelled: Int

  var json: [String: Any] {
    [
      "prompts": prompts, "label": label, "slice_dice": sliceDice.map { $0 as Any } ?? NSNull(),
      "slices": slices, "volume_dice": volumeDice.map { $0 as Any } ?? NSNull(),
      "volumes": volumes, "empty_slices": emptySlices,
      "empty_slices_labelled": emptySlicesLabelled,
    ]
  }

  /// The scores in a run's tables; none if nothing had a reference.
  static func read(_ folder: RunFolder) -> [ScoreSummary] {
    let labels = "\(folder.path)/labels"
    let sets = (try? FileManager.default.contentsOfDirectory(atPath: labels))?.sorted() ?? []
    return sets.flatMap { set -> [ScoreSummary] in
      guard let rows = try? ScoreTable.read("\(labels)/\(set)/scores.csv") else { return [] }
      var order: [String] = []
      var groups: [String: [ScoreTable.Row]] = [:]
      for row in rows {
        if groups[row.name] == nil { order.append(row.name) }
        groups[row.name, default: []].append(row)
      }
      return order.map { summary(set, $0, groups[$0] ?? []) }
    }
  }

  private static func summary(
    _ set: String, _ label: String, _ rows: [ScoreTable.Row]
  ) -> ScoreSummary {
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let slices = rows.filter { !$0.isVolume }
    let scored = slices.compactMap(\.dice)
    let volumes = rows.filter(\.isVolume).compactMap(\.dice)
    let empty = slices.filter(\.hasEmptyReference)
    return ScoreSummary(
      prompts: set, label: label, sliceDice: mean(scored), slices: scored.count,
      volumeDice: mean(volumes), volumes: volumes.count, emptySlices: empty.count,
      emptySlicesLabelled: empty.count { $0.predictedPixels > 0 })
  }

  static func table(_ scores: [ScoreSummary]) -> String {
    func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
    let header = [
      "prompts", "label", "Dice per slice", "slices", "Dice per volume", "volumes",
      "empty slices", "of them labelled",
    ]
    let rows = scores.map {
      [
        $0.prompts, $0.label, number($0.sliceDice), "\($0.slices)", number($0.volumeDice),
        "\($0.volumes)", "\($0.emptySlices)", "\($0.emptySlicesLabelled)",
      ]
    }
    return TextTable(header: header, rows: rows).text
  }
}
