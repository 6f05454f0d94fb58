/// Finds label values that a dataset doesn't declare, slice by slice.
public struct LabelCheck: Sendable {
  private let file: String
  private let declared: [Int]
  private let isDeclared: [Bool]

  /// Checks the volume in `file` against `labels`; without any declared labels, every value passes.
  /// Background (0) always does.
  public init(file: String, labels: [Int: String]) {
    self.file = file
    declared = labels.keys.sorted()
    var isDeclared = [Bool](repeating: labels.isEmpty, count: 65536)
    isDeclared[0] = true
    for value in declared where (0...65535).contains(value) { isDeclared[value] = true }
    self.isDeclared = isDeclared
  }

  /// - Throws: `VolumeError` naming the first undeclared value of the slice and where it is.
  public func check(_ plane: Plane<UInt16>, slice: Int) throws {
    guard let bad = plane.pixels.firstIndex(where: { !isDeclared[Int($0)] }) else { return }
    let (row, column) = bad.quotientAndRemainder(dividingBy: plane.columns)
    throw VolumeError(
      file: file,
      .undeclaredLabel(
        value: Int(plane.pixels[bad]), slice: slice, row: row, column: column, declared: declared))
  }
}
