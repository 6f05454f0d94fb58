import Dataflow
import Foundation
import Stages

/// What a run ends with: where things are, the scores, what was set aside.
struct RunSummary {
  let folder: RunFolder
  let outcome: RunOutcome
  let scores: [ScoreSummary]
  let warnings: [Journal.Warning]

  /// So many of each kind are listed; files have all.
  private static let mostListed = 20

  func report(asJSON: Bool) {
    asJSON ? printJSON() : printText()
  }

  private func printText() {
    let snapshot = outcome.snapshot
    let seconds = String(format: "%.1f", snapshot.elapsed.seconds)
    let cases = counted(outcome.completeGroups.count, "case")
    let reused =
      snapshot.groupsReused > 0 ? " (\(snapshot.groupsReused) of them before)" : ""
    print("\(cases) finished\(reused) in \(seconds) s: \(folder.path)")
    if !scores.isEmpty { print("\n" + ScoreSummary.table(scores)) }
    if !outcome.quarantined.isEmpty {
      print("\nSet aside, with reasons in \(folder.quarantine):")
      for item in outcome.quarantined.prefix(Self.mostListed) {
        let slice = item.index.map { ", slice \($0)" } ?? ""
        print("  \(item.group)\(slice) at \(item.stage): \(item.error)")
      }
      printRest(outcome.quarantined.count)
    }
    if !warnings.isEmpty {
      print("\nOdd, but not set aside (also in \(folder.report)):")
      for warning in warnings.prefix(Self.mostListed) {
        print("  \(warning.group): \(warning.text)")
      }
      printRest(warnings.count)
    }
    if outcome.status == .stopped {
      print("\nStopped before the end; the same command goes on from here.")
    }
  }

  private func printRest(_ count: Int) {
    if count > Self.mostListed { print("  … and \(count - Self.mostListed) more") }
  }

  private func printJSON() {
    let object: [String: Any] = [
      "event": "result", "status": "\(outcome.status)", "folder": folder.path,
      "cases": outcome.completeGroups,
      "cases_reused": outcome.snapshot.groupsReused, "seconds": outcome.snapshot.elapsed.seconds,
      "quarantined": outcome.quarantined.map { item in
        [
          "case": item.group, "slice": item.index.map { $0 as Any } ?? NSNull(),
          "stage": item.stage, "error": "\(item.error)",
        ] as [String: Any]
      },
      "warnings": warnings.map { ["case": $0.group, "warning": $0.text] },
      "scores": scores.map(\.json),
    ]
    if let data = try? JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    {
      print(String(decoding: data, as: UTF8.self))
    }
  }
}
