/// How slices are changed at random before a network is trained on them.
///
/// What is nil is never done. The same seed gives the same result on any thread. Nothing is clipped:
/// intensities may leave 0…1, as MONAI's do.
public struct Augmentation: Hashable, Codable, Sendable {
  public var flips: Flips?
  public var rot90: Rot90?
  public var affine: Affine?
  public var zoom: Zoom?
  public var elastic: Elastic?
  public var intensityShift: IntensityShift?
  public var contrast: Contrast?
  public var noise: Noise?

  public init(
    flips: Flips? = nil, rot90: Rot90? = nil, affine: Affine? = nil, zoom: Zoom? = nil,
    elastic: Elastic? = nil, intensityShift: IntensityShift? = nil, contrast: Contrast? = nil,
    noise: Noise? = nil
  ) {
    self.flips = flips
    self.rot90 = rot90
    self.affine = affine
    self.zoom = zoom
    self.elastic = elastic
    self.intensityShift = intensityShift
    self.contrast = contrast
    self.noise = noise
  }

  enum CodingKeys: String, CodingKey {
    case flips, rot90, affine, zoom, elastic, contrast, noise
    case intensityShift = "intensity-shift"
  }

  /// Slices as they are.
  public static let none = Augmentation()

  /// The kinds that the study uses: flips, rot90, affine, zoom, intensity shift, contrast.
  public static let standard = Augmentation(
    flips: Flips(), rot90: Rot90(), affine: Affine(), zoom: Zoom(),
    intensityShift: IntensityShift(), contrast: Contrast())

  /// All kinds, more often and further.
  public static let strong = Augmentation(
    flips: Flips(), rot90: Rot90(),
    affine: Affine(probability: 0.5, rotation: 30, shear: 0.15, translation: 0.1),
    zoom: Zoom(probability: 0.5, range: 0.7...1.4), elastic: Elastic(),
    intensityShift: IntensityShift(probability: 0.5, range: -0.15...0.15),
    contrast: Contrast(probability: 0.5, gamma: 0.5...2), noise: Noise())

  /// The slice changed.
  ///
  /// Mirrored and turned first, which moves pixels only; then affine, zoom and elastic in one, so that
  /// the picture is interpolated once; then contrast, intensity shift and noise. What comes from outside
  /// the slice is black background, labelled with full confidence.
  public func callAsFunction(_ slice: TrainingSlice, seed: UInt64) -> TrainingSlice {
    slice.checkCounts()
    var slice = slice
    if let order = order(height: slice.height, width: slice.width, seed: seed) {
      slice.reorder(order)
    }
    if let warp = warp(height: slice.height, width: slice.width, seed: seed) {
      slice.warp(warp)
    }
    changeIntensities(&slice.image, seed: seed)
    return slice
  }
}
