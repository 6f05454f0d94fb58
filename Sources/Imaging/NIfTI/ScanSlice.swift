/// One slice of a scan in HU, with what was seen on the way.
public struct ScanSlice: Sendable {
  /// The slice's number along the slicing axis, 0-based.
  public let index: Int
  /// `(rows, columns)` in HU. All values are finite.
  public let plane: Plane<Float>
  /// Voxels that were NaN or infinite; they are `ScanSlice.air` in `plane`.
  public let nonFinite: Int
  /// The lowest value of the finite voxels; `air` if there are none. HU
  public let minimum: Float
  /// The highest value of the finite voxels; `air` if there are none. HU
  public let maximum: Float

  /// What voxels that hold no number become. HU
  public static let air: Float = -1024

  /// Replaces what isn't finite by air and takes the extremes of the rest.
  init(index: Int, raw: Plane<Float>) {
    typealias Lanes = SIMD16<Float>
    var plane = raw
    var low = Lanes(repeating: .infinity)
    var high = Lanes(repeating: -.infinity)
    var nonFinite = 0
    plane.pixels.withUnsafeMutableBytes { bytes in
      let count = bytes.count / MemoryLayout<Float>.stride
      let whole = count - count % Lanes.scalarCount
      for start in stride(from: 0, to: whole, by: Lanes.scalarCount) {
        let offset = start * MemoryLayout<Float>.stride
        let values = bytes.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
        // x - x is 0 for numbers and NaN for the rest.
        let isNumber = values - values .== Lanes.zero
        if _slowPath(isNumber != SIMDMask(repeating: true)) {
          for lane in 0..<Lanes.scalarCount where !isNumber[lane] { nonFinite += 1 }
          bytes.storeBytes(
            of: values.replacing(with: Self.air, where: .!isNumber), toByteOffset: offset,
            as: Lanes.self)
        }
        low.replace(with: values, where: isNumber .& (values .< low))
        high.replace(with: values, where: isNumber .& (values .> high))
      }
      let pixels = bytes.assumingMemoryBound(to: Float.self)
      for n in whole..<count {
        if pixels[n].isFinite {
          low[0] = Swift.min(low[0], pixels[n])
          high[0] = Swift.max(high[0], pixels[n])
        } else {
          nonFinite += 1
          pixels[n] = Self.air
        }
      }
    }
    self.index = index
    self.plane = plane
    self.nonFinite = nonFinite
    let anyNumber = low.min() <= high.max()
    minimum = anyNumber ? low.min() : Self.air
    maximum = anyNumber ? high.max() : Self.air
  }
}
