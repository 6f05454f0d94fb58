/// One axis sampled twice: how the samples of a source and a target spacing lie to each other.
///
/// The outer edges of the two first voxels coincide, and both spacings are exact, so that the
/// far edges may differ by up to half a target voxel. Target sample `m` lies at source position
/// `(m + 0.5) · targetSpacing / sourceSpacing − 0.5`, in voxels, 0 being the first centre.
public struct ResamplingGrid: Sendable, Hashable {
  /// Samples there are.
  public let sourceCount: Int
  /// Distance of two source samples in mm.
  public let sourceSpacing: Double
  /// Samples there will be.
  public let targetCount: Int
  /// Distance of two target samples in mm.
  public let targetSpacing: Double

  /// More samples than this on one axis are taken for a mistake in the header or the options.
  public static let mostSamples = 1 << 16

  /// The grid that covers `sourceCount` samples with ones `targetSpacing` mm apart: as many as
  /// fit when rounded, at least one.
  ///
  /// Throws `PictureError.resampling` for counts below 1, spacings that are not positive and
  /// finite, or more than `mostSamples` target samples.
  public init(sourceCount: Int, sourceSpacing: Double, targetSpacing: Double) throws {
    let count = (Double(sourceCount) * sourceSpacing / targetSpacing).rounded()
    guard count.isFinite, abs(count) <= Double(Self.mostSamples) else {
      throw PictureError.resampling(
        "an axis of \(sourceCount) samples \(sourceSpacing) mm apart cannot be resampled to "
          + "\(targetSpacing) mm: that would take \(count) samples")
    }
    try self.init(
      sourceCount: sourceCount, sourceSpacing: sourceSpacing, targetCount: max(1, Int(count)),
      targetSpacing: targetSpacing)
  }

  /// The grid between two given samplings; throws like the other initialiser.
  public init(
    sourceCount: Int, sourceSpacing: Double, targetCount: Int, targetSpacing: Double
  ) throws {
    for (name, count) in [("source", sourceCount), ("target", targetCount)]
    where count < 1 || count > Self.mostSamples {
      throw PictureError.resampling(
        "the \(name) axis has \(count) samples; expected 1 to \(Self.mostSamples)")
    }
    for (name, spacing) in [("source", sourceSpacing), ("target", targetSpacing)]
    where !(spacing > 0 && spacing.isFinite) {
      throw PictureError.resampling(
        "the \(name) spacing is \(spacing) mm; expected a positive number")
    }
    let ratio = targetSpacing / sourceSpacing
    guard ratio.isNormal, (1 / ratio).isNormal else {
      throw PictureError.resampling(
        "spacings of \(sourceSpacing) and \(targetSpacing) mm have no usable ratio")
    }
    self.sourceCount = sourceCount
    self.sourceSpacing = sourceSpacing
    self.targetCount = targetCount
    self.targetSpacing = targetSpacing
  }

  private init(inverting grid: ResamplingGrid) {
    sourceCount = grid.targetCount
    sourceSpacing = grid.targetSpacing
    targetCount = grid.sourceCount
    targetSpacing = grid.sourceSpacing
  }

  /// The same two samplings with their roles exchanged: the way labels go back.
  public var inverse: ResamplingGrid { ResamplingGrid(inverting: self) }

  /// Whether resampling would copy every sample.
  public var isIdentity: Bool {
    sourceCount == targetCount && sourceSpacing == targetSpacing
  }

  /// Source voxels per target voxel.
  public var scale: Double { targetSpacing / sourceSpacing }

  /// Where target sample `target` lies among the source samples, in voxels; may lie outside.
  public func sourcePosition(ofTarget target: Int) -> Double {
    (Double(target) + 0.5) * scale - 0.5
  }

  /// Where source sample `source` lies among the target samples, in voxels; may lie outside.
  public func targetPosition(ofSource source: Int) -> Double {
    inverse.sourcePosition(ofTarget: source)
  }

  /// The source sample nearest to a target sample; halfway between two, the later one.
  public func nearestSource(toTarget target: Int) -> Int {
    let nearest = (sourcePosition(ofTarget: target) + 0.5).rounded(.down)
    return Int(min(max(nearest, 0), Double(sourceCount - 1)))
  }

  /// The target sample nearest to a source sample, from which its label is written back;
  /// halfway between two, the later one.
  public func nearestTarget(toSource source: Int) -> Int {
    inverse.nearestSource(toTarget: source)
  }
}
