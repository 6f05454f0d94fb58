/// A CT-like abdomen that exists only as numbers: slices are computed when asked for.
///
/// Body, spine, ribs, lungs, liver, spleen, kidneys, vessels, stomach and bowel are smooth
/// deformed solids at realistic HU, with partial volume at their surfaces and correlated noise.
/// Everything follows from `seed` and `index`; slices may be made in any order, by any number of
/// threads, with the same bits on the same kind of processor.
public struct Phantom: Sendable {
  /// Which volume of the task this is, from 0.
  public let index: Int
  /// Voxels along the three axes.
  public let size: PhantomSize
  /// Distance of voxels along the three axes, in mm.
  public let spacing: (x: Double, y: Double, z: Double)
  /// Which way the three axes run.
  public let orientation: PhantomOrientation
  private let anatomy: PhantomAnatomy
  private let noiseSeed: UInt64
  private let noise: Float
  /// Height of the middle of the volume in the body, in mm.
  private let centre: Float

  /// The volume number `index` of those that follow from `seed`.
  ///
  /// In-plane spacing is 0.65 to 0.95 mm for slices 512 voxels wide and inversely more for
  /// smaller ones, so that the body always fills the picture; slices are 1.5 to 5 mm apart.
  public init(index: Int, seed: UInt64, size: PhantomSize) {
    var hash = StableHash()
    hash.combine("phantom")
    hash.combine(seed)
    hash.combine(index)
    var random = SeededGenerator(seed: hash.value)
    self.index = index
    self.size = size
    // whole micrometres, which a header holds as a reader would expect
    let fieldOfView = random.between(0.68, 0.92) * 512
    let inPlane = (Double(fieldOfView) / Double(min(size.width, size.height)) * 1000).rounded()
    let steps = [1.5, 2, 2.5, 3, 4, 5]
    spacing = (inPlane / 1000, inPlane / 1000, steps[random.below(steps.count)])
    let orientations = PhantomOrientation.allCases
    orientation = orientations[random.below(orientations.count)]
    centre = random.between(-30, 4)
    noise = random.between(9, 18)
    noiseSeed = random.next()
    anatomy = PhantomAnatomy(fieldOfView: fieldOfView, &random)
  }

  /// The slice at position `k` of the third axis, as it is stored: row = first axis, column =
  /// second axis.
  ///
  /// - Returns: HU (−1024 … 3071) and `PhantomLabel` values, `(width, height)` each.
  public func slice(_ k: Int) -> (hu: Plane<Int16>, labels: Plane<UInt8>) {
    let voxels = voxels(k)
    func turned<Pixel: Sendable>(_ values: [Pixel]) -> Plane<Pixel> {
      var pixels: [Pixel] = []
      pixels.reserveCapacity(values.count)
      for i in 0..<size.width {
        for j in 0..<size.height { pixels.append(values[j * size.width + i]) }
      }
      return Plane(rows: size.width, columns: size.height, pixels: pixels)
    }
    return (turned(voxels.hu), turned(voxels.labels))
  }

  /// The slice at position `k` in the order of a file: first axis fastest.
  func voxels(_ k: Int) -> (hu: [Int16], labels: [UInt8]) {
    let signs = orientation.signs
    let offset = (Double(k) - Double(size.slices - 1) / 2) * spacing.z * signs.z
    var painter = PhantomSlicePainter(
      anatomy: anatomy,
      grid: PhantomSliceGrid(
        width: size.width, height: size.height, spacing: Float(spacing.x),
        thickness: Float(spacing.z), z: centre + Float(offset),
        // the body's axes run left, back and up; NIfTI's right, front and up
        columnSign: -Float(signs.x), rowSign: -Float(signs.y)))
    painter.paint()
    var hu = painter.hu
    var hash = StableHash()
    hash.combine(noiseSeed)
    hash.combine(k)
    CTNoise.add(
      to: &hu, width: size.width, height: size.height, deviation: noise, seed: hash.value)
    return (hu.map { Int16(min(max($0.rounded(), -1024), 3071)) }, painter.labels)
  }

  /// The affine from voxel indices to NIfTI's right, front and up in mm: three rows of four.
  public var affine: [[Double]] {
    let signs = orientation.signs
    func row(_ axis: Int, _ step: Double, _ count: Int, _ middle: Double) -> [Double] {
      var row = [0.0, 0, 0, middle - step * Double(count - 1) / 2]
      row[axis] = step
      return row
    }
    return [
      row(0, spacing.x * signs.x, size.width, 0), row(1, spacing.y * signs.y, size.height, 0),
      row(2, spacing.z * signs.z, size.slices, Double(centre)),
    ]
  }
}
