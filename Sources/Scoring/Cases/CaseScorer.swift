public import Imaging

/// Scores a label volume against its reference. Voxels that either of them leaves open (`ignored`) count
/// nowhere.
///
/// Both files stream slice by slice. Held are their surfaces, and for one class at a time 2 bytes for each
/// voxel of the box around them.
public struct CaseScorer: Sendable, Hashable {
  /// Every label value by itself, or all that are not zero as label 1.
  public var grouping: LabelGrouping
  /// How slices are cut and counted.
  public var slicing: SliceOrientation
  /// How far surfaces may lie apart for surface Dice. mm
  public var surfaceTolerance: Double

  public init(
    grouping: LabelGrouping = .perClass, slicing: SliceOrientation = .upright,
    surfaceTolerance: Double = 2
  ) {
    self.grouping = grouping
    self.slicing = slicing
    self.surfaceTolerance = surfaceTolerance
  }

  /// Scores a pair of files.
  ///
  /// - Parameter classes: names by label value; other values are refused. Without any, every value is
  ///   a class. Merged labels aren't compared with it.
  /// - Throws: `VolumeError` if a file can't be read or holds values that are no labels, `ScoringError`
  ///   if the grids differ or a value is not among the classes.
  public func score(_ pair: LabelPair, classes: [Int: String] = [:]) throws -> CaseScores {
    let labels = try LabelSlices(pair.labels, self, classes)
    let reference = try LabelSlices(pair.reference, self, classes)
    do {
      try reference.volume.checkSameGrid(as: labels.volume)
    } catch let error as VolumeError {
      throw ScoringError.gridsDiffer(error, pair)
    }
    let grid = reference.grid
    var overlaps: [LabelOverlap] = []
    let ignored = Self.ignored(classes)
    while var predicted = try labels.next(), var expected = try reference.next() {
      if !ignored.isEmpty {
        for index in predicted.pixels.indices
        where ignored.contains(predicted.pixels[index]) || ignored.contains(expected.pixels[index])
        {
          predicted.pixels[index] = 0
          expected.pixels[index] = 0
        }
      }
      overlaps.append(
        try LabelOverlap(
          predicted: try labels.taken(predicted), reference: try reference.taken(expected)))
    }
    try labels.finish()
    try reference.finish()
    let declared =
      grouping == .merged
      ? [1] : classes.keys.filter { $0 != 0 && !ignored.contains(UInt16(clamping: $0)) }
    let found = Set(overlaps.flatMap(\.byLabel.keys)).union(declared)
    let spacing = SIMD3(grid.sliceSpacing, grid.rowSpacing, grid.columnSpacing)
    return CaseScores(
      caseID: pair.caseID, labels: pair.labels, reference: pair.reference, sliceCount: grid.slices,
      classes: found.map { label in
        let distances = SurfaceDistances(
          predicted: labels.surfaces[label], reference: reference.surfaces[label], spacing: spacing)
        return ClassScores(
          label: label, slices: overlaps.map { $0[label] },
          surface: distances.map { SurfaceScores($0, tolerance: surfaceTolerance) })
      })
  }
}

extension CaseScorer {
  /// Label values that say that nobody knows: those called so, and 255 among classes without it.
  static func ignored(_ classes: [Int: String]) -> Set<UInt16> {
    guard !classes.isEmpty else { return [] }
    let named = classes.filter { $0.value.lowercased() == "ignore" }.keys
    return Set((classes[255] == nil ? named + [255] : Array(named)).map { UInt16(clamping: $0) })
  }
}

/// The slices of a label volume on their way past, and the surfaces so far.
private final class LabelSlices {
  let volume: NIfTIVolume
  private let reader: SliceReader
  private let check: LabelCheck?
  private let merges: Bool
  private let classes: [Int: String]
  private(set) var surfaces: LabelSurfaces

  init(_ path: String, _ scorer: CaseScorer, _ classes: [Int: String]) throws {
    volume = try NIfTIVolume.open(path)
    reader = try SliceReader(volume, slicing: scorer.slicing)
    merges = scorer.grouping == .merged
    let ignored = CaseScorer.ignored(classes).map { (Int($0), "ignore") }
    check =
      merges
      ? nil
      : LabelCheck(file: path, labels: classes.merging(ignored) { first, _ in first })
    self.classes = classes
    surfaces = LabelSurfaces(
      slices: reader.grid.slices, rows: reader.grid.rows, columns: reader.grid.columns)
  }

  var grid: SliceGrid { reader.grid }

  func next() throws -> Plane<UInt16>? {
    let slice = reader.nextSlice
    guard let plane = try reader.nextLabels() else { return nil }
    do {
      try check?.check(plane, slice: slice)
    } catch let error as VolumeError {
      throw ScoringError.unknownLabel(error, classes)
    }
    return plane
  }

  /// The slice as it is compared, its surfaces noted.
  func taken(_ slice: Plane<UInt16>) throws -> Plane<UInt16> {
    var plane = slice
    if merges {
      for index in plane.pixels.indices { plane.pixels[index] = min(plane.pixels[index], 1) }
    }
    try surfaces.add(plane)
    return plane
  }

  func finish() throws { try reader.finish() }
}
