import NN
import SegmentAnything
import Tensors

/// All outputs of one picture, under the names of the reference outputs.
struct SegmentResults {
  private var writer = SafetensorsWriter()
  private var outputs: [String: Tensor] = [:]

  /// - Parameters:
  ///   - resized: the picture at the size the encoder takes.
  ///   - embedding: `(C, h, w)`.
  init(resized: ByteImage, embedding: Tensor) {
    // A grey picture stands for three equal channels.
    let pixels =
      resized.channels == 3 ? resized.pixels : resized.pixels.flatMap { [$0, $0, $0] }
    writer.add(
      "image/resized", .uint8, shape: [resized.height, resized.width, 3], bytes: pixels)
    writer.add("image/embedding", float32: embedding)
  }

  /// Predicts a case and keeps its outputs.
  ///
  /// - Returns: for each prompt, the logits `(M, H, W)` at the picture's size.
  mutating func add(
    _ request: SegmentRequest, sam: Sam, embedding: ImageEmbedding, team: ThreadTeam
  ) throws -> [Tensor] {
    var prompts = request.prompts
    if let input = request.maskInput { prompts[0].maskInput = outputs[input] }
    let predictions = try sam.predict(
      embedding: embedding.tensor, originalSize: embedding.originalSize, prompts: prompts,
      multimask: request.multimask, team: team)
    let logits = try predictions.map {
      try sam.upscaleMasks($0.lowResMasks, originalSize: embedding.originalSize, team: team)
    }
    keep(logits, as: "\(request.name)/logits", request)
    keep(predictions.map(\.lowResMasks), as: "\(request.name)/low_res", request)
    keep(
      predictions.map { Tensor($0.iouPredictions, shape: [$0.iouPredictions.count]) },
      as: "\(request.name)/iou", request)
    return logits
  }

  /// An output by its name, such as `box/low_res`; a case's must have been added.
  func tensor(_ name: String) -> Tensor {
    outputs[name] ?? Tensor(zeros: [0])
  }

  func write(to path: String) throws {
    try writer.write(to: path)
  }

  private mutating func keep(_ parts: [Tensor], as name: String, _ request: SegmentRequest) {
    let shape = request.isBatch ? [parts.count] + parts[0].shape : parts[0].shape
    let output = Tensor(parts.flatMap(\.elements), shape: shape)
    outputs[name] = output
    writer.add(name, float32: output)
  }
}
