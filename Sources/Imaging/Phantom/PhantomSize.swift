/// The number of voxels of a phantom along its three axes.
public struct PhantomSize: Sendable, Hashable {
  /// Voxels from one side of the body to the other: the first axis.
  public let width: Int
  /// Voxels from front to back: the second axis.
  public let height: Int
  /// Voxels along the body: the third axis.
  public let slices: Int

  /// Throws `PictureError.phantom` unless every slice has 32 to 4096 voxels a side and there are
  /// 1 to 10,000 slices.
  public init(width: Int, height: Int, slices: Int) throws {
    guard (32...4096).contains(width), (32...4096).contains(height), (1...10_000).contains(slices)
    else {
      throw PictureError.phantom(
        "a size of \(width)x\(height)x\(slices); expected 32 to 4096 voxels a side and 1 to "
          + "10000 slices")
    }
    self.width = width
    self.height = height
    self.slices = slices
  }
}
