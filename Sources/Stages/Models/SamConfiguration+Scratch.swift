import SegmentAnything

extension SamConfiguration {
  /// Bytes that one run of the image encoder holds at most, beside the weights.
  var encoderScratchBytes: Int {
    let tokens = gridSize * gridSize
    // Tokens, their norm, q, k and v with room for padded windows, and the MLP's hidden layer.
    return tokens * imageEncoder.embedDim * (1 + 1 + 4 + 4) * MemoryLayout<Float>.size
  }

  /// Bytes that decoding one chunk of prompts holds at most, beside the weights.
  var decoderScratchBytes: Int {
    let tokens = gridSize * gridSize
    return 8 * tokens * promptEmbedDim * MemoryLayout<Float>.size
  }
}
