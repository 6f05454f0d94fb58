import Imaging
import Stages
import Training

/// Which cases choose the best epoch.
enum ValidationChoice {
  /// A tenth of the cases, at least one, drawn by a seed: nothing of them is trained on. None where
  /// there are fewer than three.
  static func drawn(from ids: [String], seed: Int) -> [String] {
    guard ids.count >= 3 else { return [] }
    var random = SplitMix64(SplitMix64.seed(UInt64(bitPattern: Int64(seed)), 0x5641))
    let count = max(1, ids.count / 10)
    return Array(ids.sorted().shuffled(using: &random).prefix(count)).sorted()
  }
}
