/// Changes of slices at random, so that a network does not learn them by heart. Every one is drawn with
/// its probability.
public struct Augmentation: Hashable, Sendable, Codable {
  /// A change that is drawn with a probability, within a range.
  public struct Draw: Hashable, Sendable, Codable {
    public var probability: Double
    public var low: Double
    public var high: Double

    public init(_ probability: Double, _ range: ClosedRange<Double>) {
      self.probability = probability
      low = range.lowerBound
      high = range.upperBound
    }

    public static let never = Draw(0, 0...0)
  }

  /// Mirrored along each axis, with this probability.
  public var flips = 0.0
  /// Turned by 90, 180 or 270 degrees; by 180 where height and width differ.
  public var quarterTurns = 0.0
  /// Degrees.
  public var rotation = Draw.never
  /// Tangent of the angle, drawn for rows and for columns.
  public var shear = Draw.never
  /// Parts of height and width, each drawn on its own.
  public var translation = Draw.never
  /// Factors of size.
  public var zoom = Draw.never
  /// Largest displacement in pixels, of a cubic B-spline with a control point every 32 pixels.
  public var elastic = Draw.never
  /// Added to grey values of 0 to 1.
  public var intensityShift = Draw.never
  /// Factors of the distance from the mean grey value.
  public var contrast = Draw.never
  /// Exponents of grey values, between the slice's least and largest.
  public var gamma = Draw.never
  /// Standard deviation of grey values.
  public var noise = Draw.never

  public init() {}

  /// Slices as they are.
  public static let none = Augmentation()

  /// The published study's kinds: flips, quarter turns, affine, zoom, intensity shift, contrast.
  public static let standard: Augmentation = {
    var standard = Augmentation()
    standard.flips = 0.5
    standard.quarterTurns = 0.5
    standard.rotation = Draw(0.5, -15...15)
    standard.shear = Draw(0.5, -0.1...0.1)
    standard.translation = Draw(0.5, -0.1...0.1)
    standard.zoom = Draw(0.5, 0.9...1.1)
    standard.intensityShift = Draw(0.5, -0.1...0.1)
    standard.gamma = Draw(0.5, 0.7...1.5)
    return standard
  }()

  /// All there are.
  public static let strong: Augmentation = {
    var strong = standard
    strong.rotation = Draw(0.5, -30...30)
    strong.zoom = Draw(0.5, 0.7...1.4)
    strong.elastic = Draw(0.3, 2...8)
    strong.contrast = Draw(0.3, 0.75...1.25)
    strong.noise = Draw(0.3, 0...0.05)
    return strong
  }()

  /// What makes no sense of it, in words.
  public var problems: [String] {
    let draws = [
      ("rotation", rotation, -180.0), ("shear", shear, -1), ("translation", translation, -1),
      ("zoom", zoom, 0.01), ("elastic", elastic, 0), ("intensity shift", intensityShift, -1),
      ("contrast", contrast, 0), ("gamma", gamma, 0.01), ("noise", noise, 0),
    ]
    var problems: [String] = []
    for (name, probability) in [("flips", flips), ("quarter turns", quarterTurns)]
      + draws.map({ ($0.0, $0.1.probability) })
    where !(0...1).contains(probability) {
      problems.append("\(name): a probability is 0 to 1, not \(probability)")
    }
    for (name, draw, least) in draws where draw.probability > 0 {
      if !(draw.low <= draw.high && draw.low >= least && draw.high.isFinite) {
        problems.append(
          "\(name): from \(draw.low) to \(draw.high) is no range of at least \(least)")
      }
    }
    if elastic.probability > 0, elastic.high > Placement.largestDisplacement {
      problems.append(
        "elastic: slices fold where pixels move by more than \(Placement.largestDisplacement), "
          + "not \(elastic.high)")
    }
    return problems
  }

  /// Changes a slice; equal seeds change alike.
  public func callAsFunction(_ slice: TrainingSlice, seed: UInt64) -> TrainingSlice {
    var random = SplitMix64(seed)
    // Drawn in this order whatever the probabilities, so that one option leaves the others' draws alone.
    var slice = slice.mirrored(
      rows: random.unit() < flips, columns: random.unit() < flips)
    let turns = random.unit() < quarterTurns ? 1 + random.below(3) : 0
    slice = slice.turned(turns)
    var placement = Placement(height: slice.height, width: slice.width)
    placement.rotation = draw(rotation, &random, 0) * .pi / 180
    placement.shear = (draw(shear, &random, 0), draw(shear, &random, 0))
    placement.translation = (draw(translation, &random, 0), draw(translation, &random, 0))
    placement.zoom = draw(zoom, &random, 1)
    // Sequences of their own: how much they draw depends on the slice and on what is switched on.
    var displacements = SplitMix64(SplitMix64.seed(seed, 1))
    placement.displace(by: draw(elastic, &random, 0), &displacements)
    slice = placement.isIdentity ? slice : slice.resampled(placement)
    let grey = GreyChange(
      shift: draw(intensityShift, &random, 0), contrast: draw(contrast, &random, 1),
      gamma: draw(gamma, &random, 1), noise: draw(noise, &random, 0))
    grey.apply(&slice.image, noiseSeed: SplitMix64.seed(seed, 2))
    return slice
  }

  private func draw(_ draw: Draw, _ random: inout SplitMix64, _ neutral: Double) -> Double {
    let (happens, value) = (random.unit() < draw.probability, random.unit())
    return happens ? draw.low + (draw.high - draw.low) * value : neutral
  }
}
