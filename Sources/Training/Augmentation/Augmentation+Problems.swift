extension Augmentation {
  /// What makes no sense of it, in sentences that begin with the option's name.
  public var problems: [String] {
    let probabilities = [
      ("flips", flips?.probability), ("rot90", rot90?.probability),
      ("affine", affine?.probability), ("zoom", zoom?.probability),
      ("elastic", elastic?.probability), ("intensity-shift", intensityShift?.probability),
      ("contrast", contrast?.probability), ("noise", noise?.probability),
    ]
    var problems: [String] = probabilities.compactMap { name, probability in
      guard let probability, !(0...1).contains(probability) else { return nil }
      return "\(name): probability is 0 to 1, not \(probability)"
    }
    if let affine {
      problems += Self.problem("affine", "rotation", affine.rotation, 0...180, "degrees")
      problems += Self.problem("affine", "shear", affine.shear, 0...0.9)
      problems += Self.problem(
        "affine", "translation", affine.translation, 0...1, "of the slice's length")
    }
    if let zoom { problems += Self.problem("zoom", "range", zoom.range, 0.1...10) }
    if let elastic { problems += elastic.problems }
    if let shift = intensityShift {
      problems += Self.problem("intensity-shift", "range", shift.range, -1...1)
    }
    if let contrast { problems += Self.problem("contrast", "gamma", contrast.gamma, 0.01...100) }
    if let noise { problems += Self.problem("noise", "sigma", noise.sigma, 0...1) }
    return problems
  }

  fileprivate static func problem(
    _ kind: String, _ option: String, _ value: Double, _ allowed: ClosedRange<Double>,
    _ unit: String = ""
  ) -> [String] {
    guard !allowed.contains(value) else { return [] }
    let unit = unit.isEmpty ? "" : " " + unit
    return [
      "\(kind): \(option) is \(allowed.lowerBound) to \(allowed.upperBound)\(unit), not \(value)"
    ]
  }

  fileprivate static func problem(
    _ kind: String, _ option: String, _ range: ClosedRange<Double>, _ allowed: ClosedRange<Double>
  ) -> [String] {
    guard !(allowed.contains(range.lowerBound) && allowed.contains(range.upperBound)) else {
      return []
    }
    return [
      "\(kind): \(option) lies within \(allowed.lowerBound) to \(allowed.upperBound), "
        + "not \(range.lowerBound) to \(range.upperBound)"
    ]
  }
}

extension Augmentation.Elastic {
  /// A cubic B-spline whose control points move by no more than this part of their distance has no
  /// folds (Choi & Lee, 2000: 0.48 in two dimensions).
  private static let largestPart = 0.48

  fileprivate var problems: [String] {
    let problems = Augmentation.problem("elastic", "spacing", spacing, 4...4096, "pixels")
    guard problems.isEmpty else { return problems }
    let largest = Self.largestPart * spacing
    guard magnitude.lowerBound >= 0, magnitude.upperBound <= largest else {
      return [
        "elastic: magnitude lies within 0 and \(largest) pixels, \(Self.largestPart) of the spacing, "
          + "beyond which slices fold, not \(magnitude.lowerBound) to \(magnitude.upperBound)"
      ]
    }
    return []
  }
}
