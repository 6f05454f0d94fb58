extension Augmentation {
  /// Mirrors rows, columns, or both.
  public struct Flips: Hashable, Codable, Sendable {
    /// Of each axis.
    public var probability: Double

    public init(probability: Double = 0.5) { self.probability = probability }
  }

  /// One, two or three quarter turns, each as likely. Slices that aren't square keep their shape and
  /// are turned by 180°.
  public struct Rot90: Hashable, Codable, Sendable {
    public var probability: Double

    public init(probability: Double = 0.5) { self.probability = probability }
  }

  /// Rotates, shears and moves about the middle.
  public struct Affine: Hashable, Codable, Sendable {
    public var probability: Double
    /// Up to so many degrees either way.
    public var rotation: Double
    /// Each axis by up to so many pixels per pixel of the other, either way.
    public var shear: Double
    /// Each axis by up to this part of its length, either way.
    public var translation: Double

    public init(
      probability: Double = 0.3, rotation: Double = 15, shear: Double = 0.1,
      translation: Double = 0.05
    ) {
      self.probability = probability
      self.rotation = rotation
      self.shear = shear
      self.translation = translation
    }
  }

  /// Magnifies about the middle; the slice's size stays.
  public struct Zoom: Hashable, Codable, Sendable {
    public var probability: Double
    /// 2 shows everything twice as large.
    public var range: ClosedRange<Double>

    public init(probability: Double = 0.3, range: ClosedRange<Double> = 0.9...1.1) {
      self.probability = probability
      self.range = range
    }
  }

  /// Moves control points at random; the pixels between follow on cubic B-splines.
  public struct Elastic: Hashable, Codable, Sendable {
    public var probability: Double
    /// Pixels between control points.
    public var spacing: Double
    /// How many pixels a control point moves at most along each axis, drawn for each slice. Pixels
    /// move less, being averages of control points around.
    public var magnitude: ClosedRange<Double>

    public init(
      probability: Double = 0.3, spacing: Double = 48, magnitude: ClosedRange<Double> = 4...16
    ) {
      self.probability = probability
      self.spacing = spacing
      self.magnitude = magnitude
    }
  }

  /// Adds the same to all intensities: monai.transforms.RandShiftIntensity.
  public struct IntensityShift: Hashable, Codable, Sendable {
    public var probability: Double
    public var range: ClosedRange<Double>

    public init(probability: Double = 0.3, range: ClosedRange<Double> = -0.1...0.1) {
      self.probability = probability
      self.range = range
    }
  }

  /// Gamma between the darkest and the brightest pixel: monai.transforms.RandAdjustContrast.
  public struct Contrast: Hashable, Codable, Sendable {
    public var probability: Double
    /// Above 1 darkens, below brightens.
    public var gamma: ClosedRange<Double>

    public init(probability: Double = 0.3, gamma: ClosedRange<Double> = 0.7...1.5) {
      self.probability = probability
      self.gamma = gamma
    }
  }

  /// Adds Gaussian noise.
  public struct Noise: Hashable, Codable, Sendable {
    public var probability: Double
    /// The standard deviation, drawn for each slice.
    public var sigma: ClosedRange<Double>

    public init(probability: Double = 0.3, sigma: ClosedRange<Double> = 0...0.05) {
      self.probability = probability
      self.sigma = sigma
    }
  }
}
