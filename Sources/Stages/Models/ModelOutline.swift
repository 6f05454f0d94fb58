import Foundation
import NN
import SegmentAnything

/// A checkpoint's extents, read off its table of contents: what memory to plan for.
struct ModelOutline: Sendable {
  let configuration: SamConfiguration
  /// Bytes of the encoder's weights once they are float32.
  let encoderWeightBytes: Int
  /// Bytes of all other weights once they are float32.
  let decoderWeightBytes: Int

  init(checkpoint path: String) throws {
    let checkpoint = try Checkpoint.open(path)
    configuration = try Sam.configuration(of: checkpoint)
    var (encoder, decoder) = (0, 0)
    for entry in checkpoint.entries {
      let bytes = entry.shape.reduce(1, *) * MemoryLayout<Float>.size
      if entry.name.contains("image_encoder.") { encoder += bytes } else { decoder += bytes }
    }
    encoderWeightBytes = encoder
    decoderWeightBytes = decoder
  }

  /// `(C, h, w)` of one picture's embedding.
  var embeddingShape: [Int] {
    [configuration.promptEmbedDim, configuration.gridSize, configuration.gridSize]
  }

  /// The numbers of one mask's low-resolution logits `(4h, 4w)`.
  var lowResMaskCount: Int { 16 * configuration.gridSize * configuration.gridSize }

  /// What keeps the file from being used as a model, for a check of the option `checkpoint` before
  /// anything runs. A file that is missing is the plan's to report, or to let pass.
  static func problems(ofCheckpoint path: String) -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    do {
      _ = try ModelOutline(checkpoint: path)
      return []
    } catch {
      return ["checkpoint: \(error)"]
    }
  }
}
