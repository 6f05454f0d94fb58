import ArgumentParser
import Foundation
import NN
import SegmentAnything
import Tensors

/// `sluice bench parity`: differences from the official implementation's outputs.
struct ParityBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parity",
    abstract: "Compare every output with the official implementation's, as make_sam_fixtures.py "
      + "writes them.",
    discussion: "Example: sluice bench parity fixtures/sam-tiny")

  @Argument(help: "A folder with model.pth, image.npy, cases.json and expected.safetensors.")
  var folder: String

  @Option(help: "The model's file in the folder.")
  var model = "model.pth"

  @Option(help: "Threads for arithmetic (default: one for each processor).")
  var threads: Int?

  func run() throws {
    let expected = try Checkpoint.open("\(folder)/expected.safetensors")
    let picture = try InputPicture.read("\(folder)/image.npy")
    let requests = try SegmentCases.read("\(folder)/cases.json")
    let sam = try Sam(checkpoint: "\(folder)/\(model)")
    let team = ThreadTeam(
      threads: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount))
    let resized = try sam.resized(picture)
    let reference = try expected.bytes(named: "image/resized")
    print("image/resized: \(resized.pixels == reference ? "equal" : "DIFFERENT")")
    let embedding = try sam.embed(picture, team: team)
    print(
      "image/embedding: max difference "
        + number(try difference(embedding.tensor, expected, "image/embedding")))
    var results = SegmentResults(resized: resized, embedding: embedding.tensor)
    for request in requests {
      let logits = try results.add(request, sam: sam, embedding: embedding, team: team)
      try report(request.name, logits, results, expected)
    }
  }

  private func report(
    _ name: String, _ logits: [Tensor], _ results: SegmentResults, _ expected: Checkpoint
  ) throws {
    let reference = try expected.tensor(named: "\(name)/logits").elements
    let found = logits.flatMap(\.elements)
    let both = zip(found, reference).count { $0 > 0 && $1 > 0 }
    let either = zip(found, reference).count { $0 > 0 || $1 > 0 }
    let lowRes = try difference(results.tensor("\(name)/low_res"), expected, "\(name)/low_res")
    let iou = try difference(results.tensor("\(name)/iou"), expected, "\(name)/iou")
    print(
      "\(name): low_res \(number(lowRes)), iou \(number(iou)), masks IoU "
        + String(format: "%.5f", either == 0 ? 1 : Double(both) / Double(either)))
  }

  private func difference(
    _ found: Tensor, _ expected: Checkpoint, _ name: String
  ) throws -> Float {
    let reference = try expected.tensor(named: name)
    guard found.count == reference.count else { return .infinity }
    return zip(found.elements, reference.elements).map { abs($0 - $1) }.max() ?? 0
  }

  private func number(_ value: Float) -> String {
    String(format: "%.2e", value)
  }
}
