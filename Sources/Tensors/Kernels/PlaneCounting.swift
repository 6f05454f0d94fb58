/// Which values the pixels of a plane of labels have, and where.
public enum PlaneCounting {
  /// How many pixels have each of the 256 values.
  public static func histogram(_ labels: [UInt8]) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    counts.withUnsafeMutableBufferPointer { counts in
      labels.withUnsafeBufferPointer { labels in
        for label in labels { counts[Int(label)] += 1 }
      }
    }
    return counts
  }

  /// The pixel number `rank`, counted from 0, of those whose value is wanted; nil if there are fewer.
  ///
  /// - Parameter isWanted: one for each of the 256 values.
  public static func pixel(_ rank: Int, of labels: [UInt8], where isWanted: [Bool]) -> Int? {
    precondition(isWanted.count == 256, "one for each value of a byte")
    return labels.withUnsafeBufferPointer { labels in
      isWanted.withUnsafeBufferPointer { isWanted in
        var left = rank
        for i in 0..<labels.count where isWanted[Int(labels[i])] {
          if left == 0 { return i }
          left -= 1
        }
        return nil
      }
    }
  }
}
