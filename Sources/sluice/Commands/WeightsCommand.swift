import ArgumentParser
import Dataflow
import NN
import SegmentAnything
import Training

/// `sluice weights`: looks into checkpoints.
struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights", abstract: "Look into a checkpoint.",
    discussion: "Example: sluice weights inspect sam_vit_b_01ec64.pth",
    subcommands: [Inspect.self])

  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what is in a checkpoint: tensors, types, shapes, and which model it is.",
      discussion: "Example: sluice weights inspect sam_vit_b_01ec64.pth")

    @Argument(help: "The checkpoint, .pth or .safetensors.")
    var file: String

    func run() throws {
      let checkpoint = try Checkpoint.open(file)
      let rows = checkpoint.entries.map { entry in
        [
          entry.name, "\(entry.dtype)",
          "[" + entry.shape.map(String.init).joined(separator: ", ")
            + "]", entry.byteCount.formattedBytes,
        ]
      }
      print(
        TextTable(header: ["tensor", "type", "shape", "size"], rows: rows, leftAligned: 3).text)
      let bytes = checkpoint.entries.map(\.byteCount).reduce(0, +)
      let parameters = checkpoint.entries.map { $0.shape.reduce(1, *) }.reduce(0, +)
      print("\n\(rows.count) tensors, \(parameters) numbers, \(bytes.formattedBytes)")
      print(Self.model(in: checkpoint))
    }

    /// Which model it is, in words.
    private static func model(in checkpoint: Checkpoint) -> String {
      if let network = try? SegmentationModel(checkpoint: checkpoint.path) {
        return "UNet for `sluice predict`: \(UNetFacts(network).text)"
      }
      if checkpoint.entries.contains(where: { $0.name.hasPrefix("parameters/") }) {
        return "A training of a UNet, to go on with; the model is best.safetensors beside it"
      }
      do {
        return "SAM: \(try SamConfiguration(weights: Weights(checkpoint)))"
      } catch SamError.notSam(_, let found, _) {
        let unknown = (try? NetworkDescription(reading: checkpoint)) == nil
        return unknown
          ? "Neither a SAM nor a UNet that can be used here: \(found)"
          : "Nearly a UNet: tensors are missing or of other shapes; `sluice predict` says which"
      } catch {
        return "Not a SAM that can be used here: \(error)"
      }
    }
  }
}
