public import Tensors

extension Sam {
  /// An upper bound of the bytes that `embed` holds beyond the weights and its picture of
  /// `originalSize`, the result included, but for a few MB for each thread.
  public func embedScratchBytes(originalSize: ImageSize) -> Int {
    let side = configuration.imageSize
    let input = 3 * side * side * MemoryLayout<Float>.stride
    // Both passes of a resize in bytes, or a channel and its stretched rows in doubles.
    let resizing =
      switch preprocessing {
      case .sam: 3 * side * (side + originalSize.height)
      case .medSAM:
        3 * side * side
          + 2 * originalSize.height * (side + originalSize.width) * MemoryLayout<Double>.stride
      }
    return input + max(resizing, imageEncoder.scratchBytes)
  }

  /// An upper bound of the bytes that `predict` holds beyond the weights and the embedding, results
  /// included.
  ///
  /// - prompts: how many one call is given; beyond a few, more cost only their results.
  /// - points: the most points that one of them has.
  public func predictScratchBytes(prompts: Int, points: Int, threads: Int) -> Int {
    let atOnce = min(prompts, MaskDecoder.promptsAtOnce)
    let (grid, channels) = (configuration.gridSize, configuration.promptEmbedDim)
    let imageTokens = grid * grid
    // A padding point and a box, the IoU token and those of the masks.
    let tokens = points + 2 + 1 + MaskDecoder.numMaskTokens
    // The embedding as tokens, masks as such, and each prompt's tokens before and after.
    let keys = imageTokens * channels * (1 + 3 * atOnce)
    let passes = ImageTokens.scratchBytes(
      imageTokens: imageTokens, channels: channels, prompts: atOnce, tokens: tokens,
      threads: threads)
    let upscaling = maskDecoder.outputUpscaling.scratchBytes(
      grid: ImageSize(height: grid, width: grid), prompts: atOnce,
      masks: MaskDecoder.numMaskTokens - 1, threads: threads)
    let hidden = atOnce * tokens * (configuration.transformerMLPDim + 24 * channels)
    let results = prompts * (MaskDecoder.numMaskTokens - 1) * 16 * imageTokens
    return (keys + hidden + results) * MemoryLayout<Float>.stride + passes + upscaling
  }
}
