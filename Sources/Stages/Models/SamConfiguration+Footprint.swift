import SegmentAnything

extension SamConfiguration {
  /// `(C, h, w)` of one picture's embedding.
  var embeddingShape: [Int] { [promptEmbedDim, gridSize, gridSize] }
  /// `(4h, 4w)` of one mask's low-resolution logits.
  var lowResMaskShape: [Int] { [4 * gridSize, 4 * gridSize] }
}
