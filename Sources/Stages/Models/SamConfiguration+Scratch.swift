import SegmentAnything
import Tensors

extension SamConfiguration {
  /// Bytes that one run of the image encoder holds at most, beside the weights.
  var encoderScratchBytes: Int {
    // The picture in bytes, then as the encoder's input, three channels of floats.
    let input = imageSize * imageSize * (1 + 3 * MemoryLayout<Float>.size)
    return input + ImageEncoderViT.scratchBytes(imageEncoder)
  }

  /// Bytes that decoding one chunk of prompts holds at most, beside the weights.
  func decoderScratchBytes(threads: Int) -> Int {
    let tokens = gridSize * gridSize
    let embedding = tokens * promptEmbedDim * MemoryLayout<Float>.size
    let prompts = SegmentAnything.MaskDecoder.promptsAtOnce
    // The image's tokens shared by all prompts, then those of each prompt.
    return embedding * (1 + prompts)
      + ImageTokens.scratchBytes(
        imageTokens: tokens, channels: promptEmbedDim, prompts: prompts,
        tokens: Self.plannedTokens, threads: threads)
  }

  /// The model's own five tokens, a box's two, and 25 points: more are rare, and take little.
  private static let plannedTokens = 32
}
