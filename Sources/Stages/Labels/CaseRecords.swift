import Imaging

/// What a case's tables will say: one record for every component, one score for every slice.
struct CaseRecords {
  let scan: Case
  private(set) var components: [(slice: Int, component: ComponentMask)] = []
  private(set) var slices: [(slice: Int, overlap: Overlap)] = []
  private(set) var volume = Overlap()

  /// How labels and reference overlap: label by label, and all of them as one foreground.
  struct Overlap {
    var byLabel = LabelOverlap()
    var foreground = MaskOverlap()
  }

  init(scan: Case) {
    self.scan = scan
  }

  mutating func add(_ components: [ComponentMask], slice: Int) {
    self.components += components.map { (slice, $0.record) }
  }

  /// Compares a slice with its reference, if it has one.
  mutating func score(
    _ labels: Plane<UInt16>, _ target: SliceContext.Placement.Target, labels grouping: LabelGrouping
  ) throws {
    guard var reference = target.reference else { return }
    if grouping == .merged { reference.pixels = reference.pixels.map { $0 > 0 ? 1 : 0 } }
    let overlap = Overlap(
      byLabel: try LabelOverlap(predicted: labels, reference: reference),
      foreground: try MaskOverlap(
        predicted: labels.foregroundMask, reference: reference.foregroundMask))
    slices.append((target.index, overlap))
    volume.byLabel.add(overlap.byLabel)
    volume.foreground += overlap.foreground
  }
}
