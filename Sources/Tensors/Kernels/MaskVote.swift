/// What most of several masks say about every pixel.
public struct MaskVote: Sendable {
  /// The logits' sum.
  private var sum: Tensor
  /// How many of the masks have each pixel.
  private var ayes: [UInt16]
  private var masks: Int

  /// Begins with one mask's logits, of any shape.
  public init(_ logits: Tensor) {
    sum = logits
    ayes = LabelKernels.mask(logits).map(UInt16.init)
    masks = 1
  }

  /// Counts another mask, given by logits of the same shape.
  public mutating func add(_ logits: Tensor) {
    precondition(logits.count == sum.count, "masks of one shape")
    masks += 1
    logits.withUnsafeBufferPointer { logits in
      sum.withUnsafeMutableBufferPointer { sum in
        ayes.withUnsafeMutableBufferPointer { ayes in
          for index in 0..<logits.count {
            sum[index] += logits[index]
            ayes[index] += logits[index] > 0 ? 1 : 0
          }
        }
      }
    }
  }

  /// The mean of the logits.
  public var mean: Tensor {
    var mean = sum
    let count = Float(masks)
    mean.withUnsafeMutableBufferPointer { mean in
      for index in mean.indices { mean[index] /= count }
    }
    return mean
  }

  /// The mean of the logits, but above 0 exactly where more than half of the masks have the pixel:
  /// where mean and majority disagree it is next to 0, on the majority's side.
  public var logits: Tensor {
    var logits = mean
    logits.withUnsafeMutableBufferPointer { logits in
      for index in logits.indices {
        logits[index] =
          2 * Int(ayes[index]) > masks
          ? max(logits[index], .leastNormalMagnitude) : min(logits[index], 0)
      }
    }
    return logits
  }
}
