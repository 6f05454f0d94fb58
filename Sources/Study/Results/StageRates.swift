import DurableFiles
import Foundation

/// How much each stage got through and how long it worked for it, over all sittings of a study.
public struct StageRates: Sendable, Equatable {
  struct Work: Equatable {
    var items: Int
    /// Of all workers together. s
    var busySeconds: Double
  }

  private(set) var stages: [String: Work] = [:]

  /// What a run's timeline.jsonl says of all its sittings, those that were killed included; nothing if
  /// there is no such file.
  public init(timeline path: String) {
    struct Line: Decodable {
      struct Stage: Decodable {
        let name: String
        let items: Int
        let recalled: Int?
        let busy: Double
      }
      /// Sums since the sitting began; nil for the line that begins one.
      let stages: [Stage]?
    }
    let lines = (try? FileContents.read(path))?.split(separator: UInt8(ascii: "\n")) ?? []
    var sitting: [String: Work] = [:]
    func endSitting() {
      for (name, work) in sitting {
        stages[name, default: Work(items: 0, busySeconds: 0)].items += work.items
        stages[name]?.busySeconds += work.busySeconds
      }
      sitting = [:]
    }
    for bytes in lines {
      // The last line of a killed sitting may be torn.
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(bytes)) else { continue }
      guard let stages = line.stages else {
        endSitting()
        continue
      }
      for stage in stages where stage.items > stage.recalled ?? 0 && stage.busy > 0 {
        sitting[stage.name] = Work(
          items: stage.items - (stage.recalled ?? 0), busySeconds: stage.busy)
      }
    }
    endSitting()
  }

  /// Items for each second of work, to three digits; nil if nothing was measured.
  func perSecond(of names: [String]) -> String? {
    let work = names.compactMap { stages[$0] }
    let seconds = work.map(\.busySeconds).reduce(0, +)
    guard seconds > 0 else { return nil }
    let rate = Double(work.map(\.items).reduce(0, +)) / seconds
    return rate >= 100
      ? String(format: "%.0f", rate) : String(format: rate >= 10 ? "%.1f" : "%.2f", rate)
  }

  /// Minutes of work; nil if nothing was measured.
  func minutes(of names: [String]) -> String? {
    let seconds = names.compactMap { stages[$0]?.busySeconds }.reduce(0, +)
    return seconds > 0 ? String(format: "%.1f", seconds / 60) : nil
  }
}
