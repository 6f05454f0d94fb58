import DurableFiles
import Foundation

/// How much each stage got through and how long it worked for it, over all sittings of a study.
public struct StageRates: Codable, Sendable, Equatable {
  struct Work: Codable, Equatable {
    var items: Int
    /// Of all workers together. s
    var busySeconds: Double
  }

  private(set) var stages: [String: Work] = [:]

  /// The rates that earlier sittings left at `path`; none if there is no such file.
  public init(file path: String) {
    guard let bytes = try? FileContents.read(path),
      let read = try? JSONDecoder().decode(StageRates.self, from: Data(bytes))
    else { return }
    self = read
  }

  /// Adds what a run's metrics.json says of its last sitting.
  public mutating func add(metrics path: String) {
    struct Metrics: Decodable {
      struct Stage: Decodable {
        let name: String
        let items: Int
        let recalled: Int
        let busySeconds: Double
      }
      let stages: [Stage]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let bytes = try? FileContents.read(path),
      let metrics = try? decoder.decode(Metrics.self, from: Data(bytes))
    else { return }
    for stage in metrics.stages where stage.items > stage.recalled && stage.busySeconds > 0 {
      var work = stages[stage.name] ?? Work(items: 0, busySeconds: 0)
      work.items += stage.items - stage.recalled
      work.busySeconds += stage.busySeconds
      stages[stage.name] = work
    }
  }

  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    _ = try PendingFile.write(Array(try encoder.encode(self)) + [0x0A], to: path)
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
