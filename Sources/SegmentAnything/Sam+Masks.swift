internal import Foundation
public import Tensors

extension Sam {
  /// Brings masks back to the picture: `Sam.postprocess_masks`.
  ///
  /// The official three steps — up to the encoder's square, crop what the picture filled, resize to
  /// the picture — are one here; the square is never made. MedSAM interpolates probabilities
  /// straight to the picture; the result is their logits, so that both styles' masks are what is
  /// above 0.
  ///
  /// - lowRes: logits `(M, 4h, 4w)`.
  /// - Returns logits `(M, H, W)` for a picture of `originalSize`.
  ///
  /// Throws `SamError` for logits of another shape and pictures that can't have been embedded.
  public func upscaleMasks(
    _ lowRes: Tensor, originalSize: ImageSize, team: ThreadTeam
  ) throws -> Tensor {
    let size = promptEncoder.maskInputSize
    guard lowRes.rank == 3, lowRes.shape[1] == size.height, lowRes.shape[2] == size.width else {
      throw SamError.wrongShape(
        of: "low-resolution logits", found: lowRes.shape,
        expected: "(masks, \(size.height), \(size.width))")
    }
    try checkFit(originalSize)
    switch preprocessing {
    case .sam:
      let resize = BilinearResize(
        from: size, through: promptEncoder.inputImageSize,
        croppedTo: inputSize(for: originalSize), to: originalSize)
      return resize(lowRes, team: team)
    case .medSAM:
      let probabilities = Tensor(
        lowRes.elements.map { 1 / (1 + exp(-$0)) }, shape: lowRes.shape)
      let resized = BilinearResize(from: size, to: originalSize)(probabilities, team: team)
      // The nearest to 1 that a float below it comes: logits stay finite.
      let most = Float(1).nextDown
      return Tensor(
        resized.elements.map { probability in
          let p = min(max(probability, 1 - most), most)
          return log(p / (1 - p))
        }, shape: resized.shape)
    }
  }

  /// How little masks change when the threshold does: `calculate_stability_score` in
  /// segment_anything/utils/amg.py.
  ///
  /// - logits: `(M, H, W)` at the picture's resolution.
  /// - Returns for each mask the pixels above `maskThreshold + thresholdOffset` divided by those
  ///   above `maskThreshold - thresholdOffset`; 0 if there are none.
  public static func stabilityScore(
    _ logits: Tensor, maskThreshold: Float = Sam.maskThreshold, thresholdOffset: Float = 1
  ) -> [Float] {
    let masks = logits.shape.first ?? 0
    let pixels = logits.count / max(masks, 1)
    return logits.withUnsafeBufferPointer { logits in
      (0..<masks).map { mask in
        var intersection = 0
        var union = 0
        for logit in logits[mask * pixels..<(mask + 1) * pixels] {
          intersection += logit > maskThreshold + thresholdOffset ? 1 : 0
          union += logit > maskThreshold - thresholdOffset ? 1 : 0
        }
        return union == 0 ? 0 : Float(intersection) / Float(union)
      }
    }
  }
}
