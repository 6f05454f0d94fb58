internal import DurableFiles

/// What a scan shows, in a few numbers: equal for the same scan stored in another orientation, with
/// another voxel type, rescale or compression.
///
/// Voxels are HU rounded to whole numbers, slices cut upright and numbered from the feet to the head.
public struct ScanDigest: Codable, Sendable, Hashable {
  /// SHA-256 of the slices' digests, their number and shape. Spacing and position don't matter.
  public let content: String
  /// A digest of how often each HU value occurs: equal too if a wrong header has mirrored or turned
  /// the scan.
  public let values: String
  /// A digest of every slice that isn't of one value all over, from the feet to the head.
  public let slices: [UInt64]

  public init(content: String, values: String, slices: [UInt64]) {
    self.content = content
    self.values = values
    self.slices = slices
  }

  /// Reads a scan once, a slice at a time where its file's order allows it.
  ///
  /// - Throws: `VolumeError` where the file can't be read or is damaged.
  public static func of(_ volume: NIfTIVolume) throws -> ScanDigest {
    let reader = try SliceReader(volume, slicing: .upright)
    let grid = reader.grid
    var digests: [(bytes: [UInt8], isPlain: Bool)] = []
    var sum: UInt64 = 0
    var values = [Int32](repeating: 0, count: grid.pixelsPerSlice)
    while let slice = try reader.next() {
      for (n, hu) in slice.plane.pixels.enumerated() {
        // Beyond a billion HU nothing is a scan, and Int32 ends.
        let value = Int32(min(max(hu, -1e9), 1e9).rounded())
        values[n] = value.littleEndian
        sum &+= SeededGenerator.mix(UInt64(UInt32(bitPattern: value)) &+ 1)
      }
      let hash = SHA256()
      values.withUnsafeBytes { hash.update($0) }
      digests.append((hash.finish(), slice.minimum == slice.maximum && slice.nonFinite == 0))
    }
    try reader.finish()
    if volume.header.orientation.directions[grid.sliceAxis] == .inferior { digests.reverse() }
    let shape = [grid.columns, grid.rows, grid.slices].map { String($0) }.joined(separator: "x")
    return ScanDigest(
      content: Digest.sha256(of: Array(shape.utf8) + digests.flatMap(\.bytes)),
      values: "\(grid.slices * grid.pixelsPerSlice)-" + String(sum, radix: 16),
      slices: digests.filter { !$0.isPlain }.map { digest in
        digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      })
  }

  /// Reads the scan at a path.
  ///
  /// - Throws: as `of(_:)`.
  public static func of(path: String) throws -> ScanDigest { try of(NIfTIVolume.open(path)) }
}
