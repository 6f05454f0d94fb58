/// The position of a voxel in stored order: `i` along the first stored axis, which varies fastest.
public struct VoxelIndex: Hashable, Sendable, CustomStringConvertible {
  public var i: Int
  public var j: Int
  public var k: Int

  public init(_ i: Int, _ j: Int, _ k: Int) {
    self.i = i
    self.j = j
    self.k = k
  }

  public var description: String { "(\(i), \(j), \(k))" }
}
