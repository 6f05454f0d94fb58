import Foundation
import NN
import Tensors
import Testing

/// `sluice segment` against every output of the official implementation.
@Suite(.enabled(if: SharedFolder.exists, SharedFolder.skipped))
struct SegmentTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test(arguments: ["sam-tiny", "sam-tiny-rect"], ["model.pth", "model.safetensors"])
  func agreesWithTheOfficialImplementation(_ fixture: String, _ model: String) async throws {
    let folder = SharedFolder.path("fixtures/\(fixture)")
    let outcome = try await SluiceProgram.run(
      "segment", "--checkpoint", "\(folder)/\(model)", "--image", "\(folder)/image.npy",
      "--cases", "\(folder)/cases.json", "--out", scratch("out"))
    #expect(outcome.exit == 0, "\(outcome)")
    let found = try Checkpoint.open(scratch("out/results.safetensors"))
    let expected = try Checkpoint.open("\(folder)/expected.safetensors")
    #expect(
      Set(found.entries.map(\.name)) == Set(expected.entries.map(\.name)))
    #expect(
      try found.bytes(named: "image/resized") == expected.bytes(named: "image/resized"))
    for entry in expected.entries where entry.name != "image/resized" {
      let (ours, theirs) = (
        try found.tensor(named: entry.name), try expected.tensor(named: entry.name)
      )
      #expect(ours.shape == theirs.shape, "\(entry.name)")
      let kind = entry.name.split(separator: "/").last ?? ""
      if kind == "logits" {
        #expect(ours.maskIoU(with: theirs) >= 0.999, "\(entry.name)")
      } else {
        let tolerance: Float = kind == "iou" ? 1e-4 : 1e-3
        #expect(ours.largestDifference(from: theirs) <= tolerance, "\(entry.name)")
      }
    }
    let pictures = Folder(scratch("out")).files.filter { $0.hasSuffix(".png") }
    #expect(
      pictures.count == Set(expected.entries.map { $0.name.split(separator: "/")[0] }).count - 1)
  }
}

extension Tensor {
  /// The largest absolute difference; infinite where a number is missing.
  fileprivate func largestDifference(from other: Tensor) -> Float {
    guard count == other.count else { return .infinity }
    return zip(elements, other.elements).map { abs($0 - $1) }
      .map { $0.isNaN ? .infinity : $0 }.max() ?? 0
  }

  /// Intersection over union of what is above 0.
  fileprivate func maskIoU(with other: Tensor) -> Double {
    guard count == other.count else { return 0 }
    let pairs = zip(elements, other.elements)
    let union = pairs.count { $0 > 0 || $1 > 0 }
    return union == 0 ? 1 : Double(pairs.count { $0 > 0 && $1 > 0 }) / Double(union)
  }
}
