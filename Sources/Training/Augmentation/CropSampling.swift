internal import Tensors

/// Crops around a pixel of the foreground or of the background, drawn at random: as MONAI's
/// RandCropByPosNegLabel.
///
/// Crops that would reach over an edge are moved inwards. A slice smaller than the crop stands in its
/// top left corner, and the rest is black background, labelled with full confidence.
public struct CropSampling: Hashable, Codable, Sendable {
  /// The largest height and width, in pixels.
  public static let largestSize = 16_384

  /// Of the crops, in pixels.
  public var height: Int
  public var width: Int
  /// The part of the crops around a pixel of the foreground, 0 to 1. A slice without foreground gives
  /// a crop around background, and the other way round; what the loss ignores is neither.
  public var positiveShare: Double
  /// Whether each class in a slice is as likely to be cropped around; otherwise each pixel is.
  public var balancesClasses: Bool

  public init(
    height: Int = 384, width: Int = 384, positiveShare: Double = 0.5,
    balancesClasses: Bool = false
  ) {
    self.height = height
    self.width = width
    self.positiveShare = positiveShare
    self.balancesClasses = balancesClasses
  }

  enum CodingKeys: String, CodingKey {
    case height, width
    case positiveShare = "positive-share"
    case balancesClasses = "balances-classes"
  }

  /// What makes no sense of it, in sentences that begin with the option's name.
  public var problems: [String] {
    var problems = [("height", height), ("width", width)].compactMap { name, size in
      (1...Self.largestSize).contains(size)
        ? nil : "\(name): a crop has 1 to \(Self.largestSize) pixels, not \(size)"
    }
    if !(0...1).contains(positiveShare) {
      problems.append("positive-share: 0 to 1, not \(positiveShare)")
    }
    return problems
  }

  /// The crop of a slice that the seed has drawn.
  public func callAsFunction(_ slice: TrainingSlice, seed: UInt64) -> TrainingSlice {
    slice.checkCounts()
    let (row, column) = centre(slice, seed: seed)
    let height = min(max(height, 0), Self.largestSize)
    let width = min(max(width, 0), Self.largestSize)
    return slice.cropped(
      top: Self.start(row, height, slice.height), left: Self.start(column, width, slice.width),
      height: height, width: width)
  }

  /// The pixel that the seed has drawn.
  func centre(_ slice: TrainingSlice, seed: UInt64) -> (row: Int, column: Int) {
    guard !slice.target.isEmpty else { return (0, 0) }
    var random = SliceRandom(seed, .crop)
    let isPositive = random.happens(positiveShare)
    let counts = PlaneCounting.histogram(slice.target)
    let classes = (1...254).filter { counts[$0] > 0 }
    let background = counts[0] > 0 ? [0] : []
    var wanted = isPositive ? classes : background
    if wanted.isEmpty { wanted = isPositive ? background : classes }
    if wanted.isEmpty { wanted = [Int(TrainingSlice.ignored)] }
    if balancesClasses { wanted = [wanted[random.below(wanted.count)]] }
    var isWanted = [Bool](repeating: false, count: 256)
    for value in wanted { isWanted[value] = true }
    let rank = random.below(wanted.reduce(0) { $0 + counts[$1] })
    let pixel = PlaneCounting.pixel(rank, of: slice.target, where: isWanted) ?? 0
    return (pixel / slice.width, pixel % slice.width)
  }

  private static func start(_ centre: Int, _ size: Int, _ length: Int) -> Int {
    max(0, min(centre - size / 2, length - size))
  }
}

extension TrainingSlice {
  /// A part of the slice, filled up with background where there is no slice.
  func cropped(top: Int, left: Int, height: Int, width: Int) -> TrainingSlice {
    let rows = top..<max(top, min(top + height, self.height))
    let columns = left..<max(left, min(left + width, self.width))
    func part<Pixel>(_ plane: [Pixel], _ outside: Pixel) -> [Pixel] {
      var result: [Pixel] = []
      result.reserveCapacity(height * width)
      for row in rows {
        result +=
          plane[row * self.width + columns.lowerBound..<row * self.width + columns.upperBound]
        result += repeatElement(outside, count: width - columns.count)
      }
      result += repeatElement(outside, count: height * width - result.count)
      return result
    }
    return TrainingSlice(
      height: height, width: width, image: part(image, 0), target: part(target, 0),
      confidence: confidence.map { part($0, 255) })
  }
}
