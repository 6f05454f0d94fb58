import DurableFiles
import Foundation
import ZarrStore

/// What a sample-writer left: slices of scans with what a network should say of them, readable one by
/// one in any order.
public struct SampleSet: Sendable {
  /// The slices of one case.
  public struct Scan: Sendable {
    public let id: String
    public let rows: Int
    public let columns: Int
    /// For every stored slice, how many pixels have each label value; 0 is left out.
    public let labelCounts: [[Int: Int]]
    /// For every stored slice, how much it should count: the predicted IoU of its masks. Nil if that
    /// isn't known.
    public let weights: [Float]?
    let images: ZarrArray
    let targets: ZarrArray
    let confidences: ZarrArray?
  }

  /// One slice, as stored.
  public struct Sample: Sendable {
    /// `(rows, columns)` grey values.
    public let image: [UInt8]
    /// `(rows, columns)` label values; 255 is to be ignored.
    public let target: [UInt8]
    /// `(rows, columns)` how sure it is that a pixel has its label, 0 to 255; nil if that isn't known.
    public let confidence: [UInt8]?
  }

  public let path: String
  /// In the order of their names.
  public let cases: [Scan]
  /// Label values and their names.
  public let labels: [Int: String]
  /// Equal for equal samples.
  public let digest: String

  /// Opens the folder at `path`; reads no slices.
  ///
  /// - Parameter cases: which of those that are there; `nil` for all.
  /// - Throws: `StageError` if there are no samples in it, `ZarrError` if an array can't be read.
  public init(path: String, cases chosen: Set<String>? = nil) throws {
    let suffix = ".\(Layout.target)"
    let ids = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      .filter { $0.hasSuffix(suffix) && FilePath.exists("\(path)/\($0)/zarr.json") }
      .map { String($0.dropLast(suffix.count)) }
      .filter { chosen?.contains($0) ?? true }.sorted()
    guard !ids.isEmpty else {
      throw StageError.option(
        stage: "samples",
        "\(path) holds no samples; give a folder that a sample-writer filled, such as "
          + "RUN/samples/truth.zarr")
    }
    self.path = path
    var labels: [Int: String] = [:]
    var identities: [String] = []
    cases = try ids.map { id in
      let array = { (name: String) in "\(path)/\(id).\(name)" }
      let targets = try ZarrArray(path: array(Layout.target))
      let images = try ZarrArray(path: array(Layout.image))
      guard targets.shape.count == 3 else {
        throw StageError.option(
          stage: "samples",
          "\(targets.path) has the shape \(targets.shape), expected (slices, rows, columns)")
      }
      let facts = try SampleFacts(targets)
      labels.merge(facts.labels) { first, _ in first }
      let confidence = array(Layout.confidence)
      let hasConfidence = FilePath.exists("\(confidence)/zarr.json")
      identities += [id, StoredIdentity.digest(of: array(Layout.image))]
      identities.append(StoredIdentity.digest(of: array(Layout.target)))
      let confidences = hasConfidence ? try ZarrArray(path: confidence) : nil
      for other in [images, confidences].compactMap(\.self) where other.shape != targets.shape {
        throw StageError.option(
          stage: "samples",
          "\(other.path) has the shape \(other.shape), but \(targets.path) \(targets.shape); make the "
            + "samples again")
      }
      if hasConfidence { identities.append(StoredIdentity.digest(of: confidence)) }
      return Scan(
        id: id, rows: targets.sliceShape[0], columns: targets.sliceShape[1],
        labelCounts: facts.labelCounts, weights: facts.weights,
        images: images, targets: targets, confidences: confidences)
    }
    self.labels = labels
    digest = Digest.sha256(of: Array(identities.joined(separator: "\n").utf8))
  }

  /// Names of the arrays of a case.
  enum Layout {
    static let image = "image"
    static let target = "target"
    static let confidence = "confidence"
  }

  public subscript(id: String) -> Scan? { cases.first { $0.id == id } }
}

extension SampleSet.Scan {
  public var slices: Int { labelCounts.count }

  /// Reads one slice. Any number of tasks may at once.
  ///
  /// - Throws: `ZarrError` if it is damaged.
  public func read(_ slice: Int) throws -> SampleSet.Sample {
    let blank = { [UInt8](repeating: 0, count: rows * columns) }
    return SampleSet.Sample(
      image: try images.slice(slice) ?? blank(), target: try targets.slice(slice) ?? blank(),
      confidence: try confidences.map { try $0.slice(slice) ?? blank() })
  }
}
