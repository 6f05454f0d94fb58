import CKernels
internal import Foundation

/// What turns logits into masks and labels.
public enum LabelKernels {
  /// How many logits are above 0.
  public static func countPositive(_ logits: Tensor) -> Int {
    logits.withUnsafeBufferPointer { Int(ck_count_positive($0.baseAddress!, $0.count)) }
  }

  /// 1 where the logit is above 0, else 0.
  public static func mask(_ logits: Tensor) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: logits.count) { mask, count in
      logits.withUnsafeBufferPointer {
        ck_positive_mask($0.baseAddress!, mask.baseAddress!, $0.count)
      }
      count = logits.count
    }
  }

  /// Raises every element of `best` to that of `logits` where that is higher.
  public static func raise(_ best: inout Tensor, to logits: Tensor) {
    precondition(logits.count == best.count, "one pixel each")
    logits.withUnsafeBufferPointer { logits in
      best.withUnsafeMutableBufferPointer { best in
        ck_raise(logits.baseAddress!, best.baseAddress!, logits.count)
      }
    }
  }

  /// The logistic function of every logit in steps of 1/255, rounded to the nearest.
  ///
  /// 128 and above is exactly what is above 0, so that a mask can be had back from its
  /// probabilities; a logit that is not a number counts as one of 0.
  public static func probabilities(_ logits: Tensor) -> [UInt8] {
    logits.withUnsafeBufferPointer { logits in
      logits.map { logit in
        let share = (255 / (1 + exp(-logit))).rounded()
        return logit > 0 ? UInt8(max(128, share)) : UInt8(min(127, share))
      }
    }
  }

  /// Gives `label` to every pixel whose logit is above 0 and above the best so far, and remembers
  /// that logit as the best.
  ///
  /// - Parameters:
  ///   - logits: `(H, W)`.
  ///   - labels: `H * W` label values.
  ///   - best: `(H, W)`; zeros to begin with.
  public static func paint(
    _ label: UInt16, where logits: Tensor, onto labels: inout [UInt16], best: inout Tensor
  ) {
    precondition(logits.count == labels.count && best.count == labels.count, "one pixel each")
    logits.withUnsafeBufferPointer { logits in
      best.withUnsafeMutableBufferPointer { best in
        labels.withUnsafeMutableBufferPointer { labels in
          ck_paint_label(
            logits.baseAddress!, best.baseAddress!, labels.baseAddress!, label, logits.count)
        }
      }
    }
  }
}
