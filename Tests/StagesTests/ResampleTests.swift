import Dataflow
import DataflowTesting
import Imaging
import Testing

@testable import Stages

struct ResampleTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// All slices of a scan, resampled.
  private func resampled(
    _ scan: TestScan, inPlane: Double? = nil, throughPlane: Double? = nil, first: Int? = nil
  ) throws -> [CaseSlice] {
    var options = Resample.Options()
    options.inPlane = inPlane
    options.throughPlane = throughPlane
    let slices = try scan.slices(in: folder)
    var state = try SliceResampling(slices[0].context.scan.grid, options, id: "case")
    var outputs: [CaseSlice] = []
    for slice in slices.prefix(first ?? slices.count) {
      outputs += try state.add(slice, at: slice.context.index)
      #expect(state.held <= Resample(options: options).heldItems)
    }
    outputs += try state.finish()
    return outputs
  }

  /// HU that rise by 100 from slice to slice, 10 a row, 1 a column; labels that name their slice.
  private static func ramp(slices: Int, spacing: Double) -> TestScan {
    TestScan(
      size: [8, 6, slices], spacing: [1, 1, spacing], hu: { i, j, k in 100 * k + 10 * i + j },
      label: { _, _, k in k + 1 })
  }

  @Test func theSameSpacingChangesNothing() throws {
    let scan = Self.ramp(slices: 3, spacing: 2)
    let outputs = try resampled(scan, inPlane: 1, throughPlane: 2)
    let inputs = try scan.slices(in: folder)
    #expect(outputs.map(\.hu) == inputs.map(\.hu))
    #expect(outputs.map(\.context.reference) == inputs.map(\.context.reference))
    #expect(outputs.map { $0.context.placement.targets.map(\.index) } == [[0], [1], [2]])
  }

  @Test func coarserSlicesLieBetween() throws {
    let outputs = try resampled(Self.ramp(slices: 6, spacing: 1), throughPlane: 2)
    #expect(outputs.map { $0.hu[0, 0] } == [50, 250, 450])
    // Halfway between two slices the later one's label counts.
    #expect(outputs.map { $0.context.reference![0, 0] } == [2, 4, 6])
    #expect(
      outputs.map { $0.context.placement.targets.map(\.index) } == [[0, 1], [2, 3], [4, 5]])
    #expect(outputs.map(\.context.index) == [0, 1, 2])
    #expect(outputs.allSatisfy { $0.context.slices == 3 })
  }

  @Test func finerSlicesAreInterpolated() throws {
    let outputs = try resampled(Self.ramp(slices: 3, spacing: 2), throughPlane: 1)
    #expect(outputs.map { $0.hu[0, 0] } == [0, 25, 75, 125, 175, 200])
    #expect(outputs.map { $0.context.reference![0, 0] } == [1, 1, 2, 2, 3, 3])
    #expect(
      outputs.map { $0.context.placement.targets.map(\.index) } == [[], [0], [], [1], [], [2]])
  }

  @Test func rowsAndColumnsFollowTheSpacing() throws {
    let scan = Self.ramp(slices: 2, spacing: 1)
    let coarse = try resampled(scan, inPlane: 2)
    #expect(coarse.count == 2 && coarse[0].hu.rows == 4 && coarse[0].hu.columns == 3)
    // The new centre lies between rows 2 and 3 and columns 2 and 3.
    #expect(coarse[0].hu[1, 1] == 10 * 2.5 + 2.5)
    let fine = try resampled(scan, inPlane: 0.5)
    #expect(fine[1].hu.rows == 16 && fine[1].hu.columns == 12)
    #expect(fine[1].hu[5, 6] == 100 + 10 * 2.25 + 2.75)
  }

  /// A limit may end a scan after any slice: all that came still get labels.
  @Test(arguments: 1...7)
  func everySliceOfAScanThatEndsEarlyIsCovered(count: Int) throws {
    for spacing in [0.4, 1, 1.7, 3, 10] {
      let outputs = try resampled(
        Self.ramp(slices: 7, spacing: 1), throughPlane: spacing, first: count)
      let covered = outputs.flatMap { $0.context.placement.targets.map(\.index) }
      #expect(covered == Array(0..<count), "every \(spacing) mm")
    }
  }

  /// Whatever the spacings: every slice gets its labels from exactly one place, no more is held than
  /// is declared, and no more is made of a slice than is reserved for.
  @Test func anySpacingKeepsWhatIsDeclared() throws {
    let template = try TestScan(size: [1, 1, 1]).slices(in: folder)[0].context.scan
    for spacing in [0.25, 0.3, 0.5, 0.8, 1, 1.25, 2.5, 3, 5, 7.5] {
      for target in [0.3, 0.5, 0.7, 1, 1.25, 1.5, 2, 3, 5, 10] {
        for count in [1, 2, 3, 7, 14, 31, 60] {
          try checkCover(template, count: count, spacing: spacing, target: target)
        }
      }
    }
  }

  private func checkCover(_ template: Case, count: Int, spacing: Double, target: Double) throws {
    var options = Resample.Options()
    options.throughPlane = target
    let stage = Resample(options: options)
    let grid = SliceGrid(
      dimensions: SIMD3(1, 1, count),
      affine: Affine([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, spacing, 0]), slicing: .stored)
    let scan = Case(
      id: "case", scan: template.scan, orientation: .stored, grid: grid, labels: [:],
      hasReference: false, labelType: .uint8, imageDigest: nil)
    let cost = stage.cost(of: [
      "rows": 1, "columns": 1, "slices": count, "slice-spacing": Int((spacing * 1000).rounded()),
    ])
    var state = try SliceResampling(grid, options, id: "case")
    var outputs: [CaseSlice] = []
    for index in 0..<count {
      let made = try state.add(
        CaseSlice(
          context: SliceContext(scan: scan, index: index, reference: nil),
          hu: Plane(rows: 1, columns: 1, repeating: 0)), at: index)
      outputs += made
      try #require(state.held <= stage.heldItems && made.count <= cost.fanOut)
    }
    try #require(try state.finish().isEmpty && state.held == 0)
    try #require(outputs.map(\.context.index) == Array(0..<outputs[0].context.slices))
    try #require(
      outputs.flatMap { $0.context.placement.targets.map(\.index) } == Array(0..<count))
  }

  @Test func slicesCloserThanPlannedAreRefused() throws {
    let error = #expect(throws: StageError.self) {
      try resampled(Self.ramp(slices: 3, spacing: 0.2), throughPlane: 1)
    }
    #expect("\(error!)".contains("0.25 mm only, so leave through-plane out"))
    // In the plane alone nothing waits.
    #expect(try resampled(Self.ramp(slices: 3, spacing: 0.2), inPlane: 2).count == 3)
  }

  /// What a slice holds while it is resampled is at most what is reserved.
  @Test(arguments: [0.5, 0.7, 1.3, 2.0])
  func reservedBytesCoverTheSlices(inPlane: Double) async throws {
    let dataset = try TestDataset(["a": Self.ramp(slices: 4, spacing: 2)], labels: [:], in: folder)
    var readerOptions = VolumeReader.Options()
    readerOptions.dataset = dataset.path
    readerOptions.orientation = .stored
    var reader = VolumeReader(
      options: readerOptions, logger: try TestRun(in: folder).environment.logger)
    try await reader.prepare()
    let extents = try #require(reader.expectedExtents)
    var options = Resample.Options()
    options.inPlane = inPlane
    options.throughPlane = 1
    let stage = Resample(options: options)
    let outputs = try resampled(
      Self.ramp(slices: 4, spacing: 2), inPlane: inPlane, throughPlane: 1)
    let bytes = outputs[0].hu.pixels.count * 4 + outputs[0].context.reference!.pixels.count * 2
    let cost = stage.cost(of: extents)
    #expect(cost.item >= cost.fanOut * bytes)
    let expected = stage.extents(of: extents)
    #expect(expected.rows >= outputs[0].hu.rows && expected.columns >= outputs[0].hu.columns)
    #expect(expected.slices >= outputs.count)
  }

  @Test func labelsComeBackToTheScanAndAreScoredThere() async throws {
    let dataset = try TestDataset(
      ["a": Self.ramp(slices: 6, spacing: 1)],
      labels: Dictionary(uniqueKeysWithValues: (0...6).map { ($0, "label \($0)") }), in: folder)
    let run = try TestRun(in: folder)
    var graph = Graph()
    var reader = VolumeReader.Options()
    reader.dataset = dataset.path
    reader.orientation = .stored
    let volumes = graph.source(
      "volumes", VolumeReader(options: reader, logger: run.environment.logger))
    var options = Resample.Options()
    options.inPlane = 0.5
    options.throughPlane = 2
    let slices = graph.gather("resample", Resample(options: options), from: volumes)
    let masks = graph.map("echo", from: slices) { SliceMasks.echo($0) }
    graph.sink(
      "labels", LabelWriter(options: .init(), environment: run.environment), from: masks)
    try await run.run(graph)

    let reader2 = try SliceReader(
      NIfTIVolume.open(folder.file("run/labels/echo/a.nii")), slicing: .stored)
    var values: [UInt16] = []
    while let plane = try reader2.nextLabels() {
      #expect(plane.rows == 8 && plane.columns == 6 && plane.labelValues.count == 1)
      values.append(plane[0, 0])
    }
    #expect(values == [2, 2, 4, 4, 6, 6])
    let rows = try folder.table("run/labels/echo/scores.csv").filter { $0["label"] == "all" }
    #expect(rows.map { $0["slice"] } == ["0", "1", "2", "3", "4", "5", ""])
    #expect(rows.allSatisfy { $0["dice"] == "1.00000" && $0["level"] != nil })
    // Label 2 is where it was, label 1 was taken over by it.
    let volumes2 = try folder.table("run/labels/echo/scores.csv").filter { $0["level"] == "volume" }
    #expect(volumes2.first { $0["label"] == "1" }?["dice"] == "0.00000")
    #expect(volumes2.first { $0["label"] == "2" }?["dice"] == "0.66667")
  }
}
