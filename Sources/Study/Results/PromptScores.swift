public import Report
public import Scoring
import Stages

/// How good SAM's labels of one task from one kind of prompts are.
public struct PromptSetScores: Sendable {
  /// The prompt kind.
  public let name: String
  /// Dice of slices with a non-empty reference, by case.
  public let slices: [[Double]]
  /// Dice of volumes.
  public let volumes: [Double]
  /// Boxes and points of all masks, as an annotator would draw them.
  public let boxes: Int
  public let points: Int

  /// All slices' Dice, for drawing.
  public var distribution: Distribution { Distribution(slices.joined()) }

  /// The mean over all slices: the published study's measure.
  public func sliceMean(_ bootstrap: Bootstrap) -> (mean: Double?, interval: Interval?, count: Int)
  {
    let all = slices.flatMap { $0 }
    return (all.mean, bootstrap.interval(ofMeanOver: slices), all.count)
  }

  public func volumeMean(_ bootstrap: Bootstrap) -> (mean: Double?, interval: Interval?, count: Int)
  {
    (volumes.mean, bootstrap.interval(ofMean: volumes), volumes.count)
  }

  /// Reads the tables that a label-writer left.
  ///
  /// - Throws: if they can't be read.
  init(_ name: String, labels: String) throws {
    self.name = name
    var cases: [String: [Double]] = [:]
    var volumes: [Double] = []
    try ScoreTable.forEachRow(of: "\(labels)/scores.csv") { row in
      guard let dice = row.dice else { return }
      if row.isVolume { volumes.append(dice) } else { cases[row.caseID, default: []].append(dice) }
    }
    slices = cases.sorted { $0.key < $1.key }.map(\.value)
    self.volumes = volumes
    var (boxes, points) = (0, 0)
    try ProvenanceTable.forEachRow(of: "\(labels)/provenance.csv") { row in
      boxes += row.boxes.isEmpty ? 0 : 1
      points += row.points.count
    }
    self.boxes = boxes
    self.points = points
  }
}

extension [Double] {
  /// Nil of no values.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
