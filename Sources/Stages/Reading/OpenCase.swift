import Dataflow
import Imaging

/// A case whose headers are read and agree: all that is known before its first slice.
struct OpenCase: Sendable {
  let scan: Case
  let reference: NIfTIVolume?
  let extents: Extents

  init(
    _ one: DatasetCase, plan: ReadingPlan, options: VolumeReader.Options, imageDigest: String?
  ) throws {
    try self.init(
      one, labels: plan.dataset.labels, prompts: plan.prompts, orientation: options.orientation,
      imageDigest: imageDigest)
    try plan.prompts?.checkBounds(
      caseID: one.id, slices: scan.grid.slices, rows: scan.grid.rows, columns: scan.grid.columns)
  }

  init(
    _ one: DatasetCase, labels: [Int: String], prompts: PromptFile?, orientation: SliceOrientation,
    imageDigest: String? = nil
  ) throws {
    try CaseName.check(one.id, of: one.imagePath)
    let volume = try NIfTIVolume.open(one.imagePath)
    let reference = try one.labelPath.map { try NIfTIVolume.open($0) }
    if let reference { try volume.checkSameGrid(as: reference) }
    let grid = volume.header.grid(orientation)
    let labelType = Self.labelType(labels, reference, prompts)
    self.reference = reference
    scan = Case(
      id: one.id, scan: volume, orientation: orientation, grid: grid, labels: labels,
      hasReference: reference != nil, labelType: labelType, imageDigest: imageDigest)
    var readWhole = SliceReader.residentBytes(volume.header, grid)
    if let reference { readWhole += SliceReader.residentBytes(reference.header, grid) }
    extents = [
      "rows": grid.rows, "columns": grid.columns, "slices": grid.slices,
      "row-spacing": Self.micrometres(grid.rowSpacing),
      "column-spacing": Self.micrometres(grid.columnSpacing),
      "slice-spacing": Self.micrometres(grid.sliceSpacing),
      "scan-pixels": grid.pixelsPerSlice,
      "read-whole": readWhole,
      "written-whole": LabelVolumeWriter.residentBytes(volume.header, grid, labelType),
    ]
  }

  /// Labels come from the reference or from drawn prompts. Where the dataset does not say which
  /// there are, the reference's own data type does.
  private static func labelType(
    _ labels: [Int: String], _ reference: NIfTIVolume?, _ prompts: PromptFile?
  ) -> LabelType {
    let fromReference = labels.keys.max() ?? (reference?.header.dataType.size ?? 1 > 1 ? 65535 : 0)
    let drawn = prompts?.records.map(\.prompt.label).max() ?? 0
    return LabelType(holding: max(fromReference, drawn))
  }

  private static func micrometres(_ millimetres: Double) -> Int {
    Int((millimetres * 1000).rounded().clamped(to: 1...1e9))
  }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
