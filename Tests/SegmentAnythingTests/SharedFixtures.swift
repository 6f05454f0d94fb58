import Foundation
import NN
import Tensors
import Testing

@testable import SegmentAnything

/// Small SAMs and every output of the official implementation, beside the package in
/// `../shared/fixtures`; not part of it.
enum SharedFixtures {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../../shared/fixtures")
    .standardizedFileURL

  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  static var exist: Bool {
    FileManager.default.fileExists(atPath: path("sam-tiny/model.safetensors"))
  }

  static let skipped: Comment = "../shared/fixtures is not there"
}

/// A small model with its picture, prompts and expected outputs.
struct SamFixture {
  let sam: Sam
  let image: ByteImage
  let cases: [String: PromptCase]
  private let expected: Checkpoint

  init(_ name: String, preprocessing: PreprocessingStyle = .sam) throws {
    func path(_ file: String) -> String { SharedFixtures.path("\(name)/\(file)") }
    sam = try Sam(checkpoint: path("model.safetensors"), preprocessing: preprocessing)
    let array = try NumpyFile(reading: path("image.npy"))
    image = ByteImage(
      height: array.shape[0], width: array.shape[1], channels: array.shape[2], pixels: array.bytes)
    let data = try Data(contentsOf: URL(fileURLWithPath: path("cases.json")))
    cases = try JSONDecoder().decode(PromptCases.self, from: data).cases
    expected = try Checkpoint.open(path("expected.safetensors"))
  }

  func expected(_ name: String) throws -> Tensor { try expected.tensor(named: name) }
}

private struct PromptCases: Decodable {
  var cases: [String: PromptCase]
}

/// The prompts of one call of the official predictor.
struct PromptCase: Decodable {
  var box: [Double]?
  var boxes: [[Double]]?
  var points: [[Double]]?
  var labels: [Int]?
  var multimask: Bool?
  var maskInput: String?

  enum CodingKeys: String, CodingKey {
    case box, boxes, points, labels, multimask
    case maskInput = "mask_input"
  }

  /// `maskInput` is used where the case has a mask.
  func prompts(maskInput: Tensor?) -> [ImagePrompt] {
    if let boxes { return boxes.map { ImagePrompt(box: ImageBox($0)) } }
    return [
      ImagePrompt(
        points: (points ?? []).map { ImagePoint(x: $0[0], y: $0[1]) },
        pointLabels: (labels ?? []).map { PointLabel(rawValue: $0)! },
        box: box.map { ImageBox($0) }, maskInput: self.maskInput == nil ? nil : maskInput)
    ]
  }
}

extension ImageBox {
  init(_ corners: [Double]) {
    self.init(x0: corners[0], y0: corners[1], x1: corners[2], y1: corners[3])
  }
}

extension Tensor {
  /// The largest absolute difference, infinite where one of them is not a number or shapes differ.
  func largestDifference(from other: Tensor) -> Float {
    guard shape.filter({ $0 != 1 }) == other.shape.filter({ $0 != 1 }) else { return .infinity }
    return zip(elements, other.elements).map { difference($0, $1) }.max() ?? 0
  }

  /// Intersection over union of what is above 0.
  func maskIoU(with other: Tensor) -> Double {
    let pairs = zip(elements, other.elements)
    let union = pairs.count { $0 > 0 || $1 > 0 }
    return union == 0 ? 1 : Double(pairs.count { $0 > 0 && $1 > 0 }) / Double(union)
  }

  private func difference(_ a: Float, _ b: Float) -> Float {
    let difference = abs(a - b)
    return difference.isNaN ? .infinity : difference
  }
}
