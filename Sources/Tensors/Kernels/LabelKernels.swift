import CKernels

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
