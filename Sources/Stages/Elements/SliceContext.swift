public import Imaging

/// What goes with a slice wherever it goes: which it is, its reference labels, and where the labels
/// made of it belong.
public struct SliceContext: Sendable {
  public let scan: Case
  /// 0-based along the slicing axis of the grid that the slice is on.
  public let index: Int
  /// How many slices that grid has.
  public let slices: Int
  public let rows: Int
  public let columns: Int
  /// `(rows, columns)` label values on the slice's own grid; `nil` without a reference.
  public let reference: Plane<UInt16>?
  public let placement: Placement

  /// How the labels of a slice get back to the scan's grid.
  public struct Placement: Sendable {
    /// A slice of the scan that takes its labels from here.
    public struct Target: Sendable {
      /// 0-based along the slicing axis of the scan's grid.
      public let index: Int
      /// The reference on the scan's own grid.
      public let reference: Plane<UInt16>?
    }

    public let targets: [Target]
    /// Maps from the scan's rows and columns to the slice's; `nil` if they are the same.
    public let resampling: (rows: ResamplingGrid, columns: ResamplingGrid)?
  }
}

extension SliceContext {
  /// A slice on the scan's own grid.
  init(scan: Case, index: Int, reference: Plane<UInt16>?) {
    self.init(
      scan: scan, index: index, slices: scan.grid.slices, rows: scan.grid.rows,
      columns: scan.grid.columns, reference: reference,
      placement: Placement(
        targets: [Placement.Target(index: index, reference: reference)], resampling: nil))
  }
}
