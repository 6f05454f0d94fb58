import Foundation
import Stages

/// One label's scores over a run, for one set of prompts.
struct ScoreSummary {
  let prompts: String
  let label: String
  /// Dice over slices with a non-empty reference.
  private(set) var sliceDice = Mean()
  /// Dice over volumes with a non-empty reference.
  private(set) var volumeDice = Mean()
  /// Slices whose reference is empty: they have no Dice, and are not averaged.
  private(set) var emptySlices = 0
  /// Those of them that were labelled all the same.
  private(set) var emptySlicesLabelled = 0

  /// A mean whose values need not be kept.
  struct Mean {
    private(set) var count = 0
    private var sum = 0.0

    var value: Double? { count == 0 ? nil : sum / Double(count) }

    fileprivate mutating func add(_ value: Double) {
      sum += value
      count += 1
    }
  }

  private init(prompts: String, label: String) {
    self.prompts = prompts
    self.label = label
  }

  var json: [String: Any] {
    [
      "prompts": prompts, "label": label,
      "slice_dice": sliceDice.value.map { $0 as Any } ?? NSNull(), "slices": sliceDice.count,
      "volume_dice": volumeDice.value.map { $0 as Any } ?? NSNull(), "volumes": volumeDice.count,
      "empty_slices": emptySlices, "empty_slices_labelled": emptySlicesLabelled,
    ]
  }

  /// The scores in a run's tables; none if nothing had a reference.
  ///
  /// - Parameter former: files that say nothing of the run, relative to its folder.
  static func read(_ folder: RunFolder, leavingOut former: Set<String>) -> [ScoreSummary] {
    let labels = folder.allLabels
    let sets = (try? FileManager.default.contentsOfDirectory(atPath: labels))?.sorted() ?? []
    return sets.filter { !former.contains("labels/\($0)/scores.csv") }.flatMap {
      set -> [ScoreSummary] in
      var summaries: [ScoreSummary] = []
      var places: [String: Int] = [:]
      do {
        try ScoreTable.forEachRow(of: "\(labels)/\(set)/scores.csv") { row in
          let place = places[row.name, default: summaries.count]
          if place == summaries.count {
            places[row.name] = place
            summaries.append(ScoreSummary(prompts: set, label: row.name))
          }
          summaries[place].add(row)
        }
      } catch {
        return []
      }
      return summaries
    }
  }

  private mutating func add(_ row: ScoreTable.Row) {
    if let dice = row.dice {
      row.isVolume ? volumeDice.add(dice) : sliceDice.add(dice)
    }
    guard !row.isVolume, row.hasEmptyReference else { return }
    emptySlices += 1
    if row.predictedPixels > 0 { emptySlicesLabelled += 1 }
  }

  static func table(_ scores: [ScoreSummary]) -> String {
    func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
    let header = [
      "prompts", "label", "Dice per slice", "slices", "Dice per volume", "volumes",
      "empty slices", "of them labelled",
    ]
    let rows = scores.map {
      [
        $0.prompts, $0.label, number($0.sliceDice.value), "\($0.sliceDice.count)",
        number($0.volumeDice.value), "\($0.volumeDice.count)", "\($0.emptySlices)",
        "\($0.emptySlicesLabelled)",
      ]
    }
    return TextTable(header: header, rows: rows).text
  }
}
