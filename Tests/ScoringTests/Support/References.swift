import Foundation

/// What MedPy and SciPy give: `Fixtures/make_references.py`.
struct References: Decodable {
  let tolerance: Double
  let volumes: [Volume]
  let signedRank: [SignedRank]
  let intervals: [MeanInterval]

  struct Volume: Decodable {
    /// Slices, rows, columns.
    let size: [Int]
    let spacing: [Double]
    /// A digit for each voxel.
    let predicted: String
    let reference: String
    /// By label, then by metric.
    let scores: [String: [String: Double]]
  }

  struct SignedRank: Decodable {
    let differences: [Double]
    let method: String
    let statistic: Double
    let p: Double
  }

  struct MeanInterval: Decodable {
    let values: [Double]
    let low: Double
    let high: Double
    /// Of the mean.
    let deviation: Double
  }

  static func load() throws -> References {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/references.json")
    return try JSONDecoder().decode(References.self, from: Data(contentsOf: file))
  }
}
