internal import Tensors

/// Cuts a slice to a fixed size around something: a labelled pixel, or one of the background, as
/// monai.transforms.RandCropByPosNegLabel does.
///
/// Where a slice is smaller than the crop, what is missing is black and background; otherwise crops
/// stay within the slice.
public struct CropSampling: Hashable, Sendable {
  public var height: Int
  public var width: Int
  /// How many crops are centred on a labelled pixel, of all.
  public var positiveShare: Double
  /// Whether the class at the centre is drawn first, each as likely as any other, so that small things
  /// are seen as often as large ones.
  public var balancesClasses: Bool

  public init(height: Int, width: Int, positiveShare: Double = 0.5, balancesClasses: Bool = false) {
    precondition(height >= 1 && width >= 1, "a crop has pixels")
    self.height = height
    self.width = width
    self.positiveShare = positiveShare
    self.balancesClasses = balancesClasses
  }

  /// Cuts a slice; equal seeds cut alike.
  public func callAsFunction(_ slice: TrainingSlice, seed: UInt64) -> TrainingSlice {
    var random = SplitMix64(seed)
    let isPositive = random.unit() < positiveShare
    let centre = centre(slice, isPositive: isPositive, &random)
    let top = Self.start(centre / max(slice.width, 1), height, slice.height)
    let left = Self.start(centre % max(slice.width, 1), width, slice.width)
    return slice.cut(top: top, left: left, height: height, width: width)
  }

  /// The pixel in the middle. Where there is nothing of the foreground it is one of the background, and
  /// the other way round; where all is ignored, any.
  func centre(
    _ slice: TrainingSlice, isPositive: Bool, _ random: inout SplitMix64
  ) -> Int {
    let counts = PlaneCounting.histogram(slice.target)
    let classes = (1..<Int(TrainingSlice.ignored)).filter { counts[$0] > 0 }
    var wanted = [0]
    if !classes.isEmpty, isPositive || counts[0] == 0 {
      wanted = balancesClasses ? [classes[random.below(classes.count)]] : classes
    }
    let count = wanted.reduce(0) { $0 + counts[$1] }
    guard count > 0 else { return random.below(slice.target.count) }
    var isWanted = Array(repeating: false, count: 256)
    for value in wanted { isWanted[value] = true }
    return PlaneCounting.pixel(random.below(count), of: slice.target, where: isWanted) ?? 0
  }

  /// Where a crop of that length begins, so that it lies within, or around the whole.
  private static func start(_ centre: Int, _ length: Int, _ available: Int) -> Int {
    guard length < available else { return -(length - available) / 2 }
    return min(max(centre - length / 2, 0), available - length)
  }
}

extension TrainingSlice {
  /// A rectangle, black and background where it reaches beyond.
  func cut(top: Int, left: Int, height newHeight: Int, width newWidth: Int) -> TrainingSlice {
    func cut<Pixel>(_ pixels: [Pixel], fill: Pixel) -> [Pixel] {
      var result = Array(repeating: fill, count: newHeight * newWidth)
      let columns = max(0, left)..<max(max(0, left), min(width, left + newWidth))
      for row in max(0, top)..<max(max(0, top), min(height, top + newHeight)) {
        let target = (row - top) * newWidth - left
        for column in columns { result[target + column] = pixels[row * width + column] }
      }
      return result
    }
    return TrainingSlice(
      height: newHeight, width: newWidth, image: cut(image, fill: 0), target: cut(target, fill: 0),
      confidence: confidence.map { cut($0, fill: 0) })
  }
}

extension SplitMix64 {
  /// A number in 0 ..< 1, in steps of 2⁻⁵³.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in 0 ..< count.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(max(count, 1))).high)
  }
}
