import Dataflow
import DataflowTesting
import Foundation
import Imaging
import Testing

@testable import Stages

struct VolumeReaderTests {
  let folder: TestFolder
  let run: TestRun

  init() throws {
    folder = try TestFolder()
    run = try TestRun(in: folder)
  }

  /// A scan of four slices, of which 1 and 2 have something to prompt.
  private static let labelled = TestScan(label: { i, j, k in (1...2).contains(k) && i > 3 ? 1 : 0 })

  @discardableResult
  private func read(
    _ options: VolumeReader.Options, onFailure: FailurePolicy = .quarantine
  ) async throws -> (slices: CollectSink<CaseSlice>, outcome: RunOutcome) {
    var graph = Graph()
    let sink = CollectSink<CaseSlice>()
    let reader = VolumeReader(options: options, logger: run.environment.logger)
    let slices = graph.source(
      "volumes", reader, StageSettings(onFailure: onFailure, executor: .files))
    graph.sink("collect", sink, from: slices)
    let outcome = try await run.run(graph)
    return (sink, outcome)
  }

  private func options(
    _ dataset: TestDataset, _ change: (inout VolumeReader.Options) -> Void = { _ in }
  ) -> VolumeReader.Options {
    var options = VolumeReader.Options()
    options.dataset = dataset.path
    options.orientation = .stored
    change(&options)
    return options
  }

  @Test func slicesAreCutAsStored() async throws {
    let dataset = try TestDataset(["a": Self.labelled], in: folder)
    let slices = try await read(options(dataset)).slices.items
    #expect(slices.map(\.context.index) == [0, 1, 2, 3])
    #expect(slices.allSatisfy { $0.context.slices == 4 && $0.context.rows == 8 })
    // Rows are the first stored axis, columns the second.
    #expect(slices[2].hu[5, 3] == 200 + 50 + 3 - 900)
    #expect(slices[1].context.reference?[4, 0] == 1 && slices[1].context.reference?[3, 0] == 0)
    #expect(slices[3].context.placement.targets.map(\.index) == [3])
  }

  @Test func slicesAreCutUpright() async throws {
    let dataset = try TestDataset(["a": Self.labelled], in: folder)
    let slices = try await read(options(dataset) { $0.orientation = .upright }).slices.items
    // To the front is the top; the patient's right is the left of the picture.
    #expect(slices[2].hu.rows == 6 && slices[2].hu.columns == 8)
    #expect(slices[2].hu[0, 0] == 200 + 70 + 5 - 900)
  }

  /// A scan whose first stored axis runs upwards must be read whole; one whose last does, streams.
  @Test(arguments: [([0, 1, 2], false), ([2, 1, 0], true)])
  func extentsSayWhatIsHeld(axes: [Int], isWhole: Bool) async throws {
    var scan = Self.labelled
    scan.axes = axes
    scan.spacing = [0.5, 0.75, 2]
    let dataset = try TestDataset(["a": scan], in: folder)
    var reader = VolumeReader(
      options: options(dataset) { $0.orientation = .upright }, logger: run.environment.logger)
    try await reader.prepare()
    let extents = try #require(reader.expectedExtents)
    let slices = isWhole ? 8 : 4
    #expect(extents.slices == slices && extents.pixels == 8 * 6 * 4 / slices)
    #expect(extents.sliceSpacing == (isWhole ? 500 : 2000) && extents.rowSpacing == 750)
    // int16 of the scan and uint8 of the reference: a slice, or all.
    let held = isWhole ? 8 * 6 * 4 : 8 * 6
    #expect(extents.readWhole == held * 3)
    #expect(extents.writtenWhole == held)
    // HU as float32, labels as uint16.
    #expect(reader.cost(of: extents) == Cost(item: extents.pixels * 6, group: held * 3))
    let items = try await read(options(dataset) { $0.orientation = .upright }).slices.items
    #expect(items.count == slices)
    let held1 = items.map { $0.hu.pixels.count * 4 + ($0.context.reference?.pixels.count ?? 0) * 2 }
    #expect(held1.allSatisfy { $0 <= reader.cost(of: extents).item })
  }

  @Test func aLimitCountsSlicesThatHaveSomethingToPrompt() async throws {
    let dataset = try TestDataset(
      ["a": Self.labelled, "b": Self.labelled, "c": Self.labelled], in: folder)
    let (sink, outcome) = try await read(options(dataset) { $0.limitSlices = 3 })
    // Two in the first case, which is read to its end; one in the second; none of the third.
    #expect(sink.groups.map(\.group) == ["a", "b"])
    #expect(sink.groups.map(\.indices) == [[0, 1, 2, 3], [0, 1]])
    #expect(outcome.status == .done)
  }

  @Test func aLimitCountsSlicesOfThePromptFile() async throws {
    let dataset = try TestDataset(["a": Self.labelled, "b": Self.labelled], in: folder)
    let prompts = try folder.write(
      """
      {"case":"b","slice":0,"points":[[1,1]],"point_labels":[1]}
      {"case":"b","slice":3,"points":[[1,1]],"point_labels":[1]}
      """, "prompts.jsonl")
    let sink = try await read(
      options(dataset) {
        $0.prompts = prompts
        $0.limitSlices = 1
      }
    ).slices
    #expect(sink.groups.map(\.group) == ["b"])
    #expect(sink.groups.map(\.indices) == [[0]])
  }

  @Test func promptsMustNameCasesThatThereAre() async throws {
    let dataset = try TestDataset(["a": Self.labelled, "b": Self.labelled], in: folder)
    func prompts(_ id: String) throws -> String {
      try folder.write(#"{"case":"\#(id)","slice":0,"box":[0,0,2,2]}"#, "\(id).jsonl")
    }
    let unknown = try prompts("z")
    let failure = await #expect(throws: StageFailure.self) {
      try await read(options(dataset) { $0.prompts = unknown })
    }
    #expect("\(failure!)".contains("names cases that are not in"))
    #expect("\(failure!)".contains(": z; the dataset has a, b"))
    // A case that was left out on purpose may still be in the file, but one must be left.
    let known = try prompts("b")
    let none = await #expect(throws: StageFailure.self) {
      try await read(
        options(dataset) {
          $0.prompts = known
          $0.exclude = ["b"]
        })
    }
    #expect("\(none!)".contains("has no prompt for any of the 1 cases"))
  }

  @Test func promptsOutsideTheImageSetTheCaseAside() async throws {
    let dataset = try TestDataset(["a": Self.labelled, "b": Self.labelled], in: folder)
    let prompts = try folder.write(
      """
      {"case":"a","slice":0,"box":[0,0,60,2]}
      {"case":"b","slice":0,"box":[0,0,5,2]}
      """, "prompts.jsonl")
    let (sink, outcome) = try await read(options(dataset) { $0.prompts = prompts })
    #expect(outcome.quarantined.map(\.group) == ["a"])
    #expect("\(outcome.quarantined[0].error)".contains("reaches outside"))
    #expect(sink.groups.filter { $0.ending == .finished }.map(\.group) == ["b"])
  }

  @Test func missingFilesMayBeAllowed() async throws {
    let dataset = try TestDataset(["a": Self.labelled, "b": Self.labelled], in: folder)
    try dataset.folder.remove("task/imagesTr/a.nii")
    await #expect(throws: StageFailure.self) { try await read(options(dataset)) }
    let sink = try await read(options(dataset) { $0.allowMissing = true }).slices
    #expect(sink.groups.map(\.group) == ["b"])
    #expect(run.log.messages.contains { $0.contains("is missing") })
  }

  @Test func oneBadCaseIsSetAside() async throws {
    let dataset = try TestDataset(
      ["a": Self.labelled, "b": Self.labelled, "c": Self.labelled], in: folder)
    try dataset.truncate("b", to: 400)
    let (sink, outcome) = try await read(options(dataset))
    #expect(outcome.status == .partlyQuarantined)
    #expect(outcome.quarantined.map(\.group) == ["b"])
    #expect(outcome.completeGroups == ["a", "c"])
    #expect(sink.items.count == 8)
    let failure = await #expect(throws: StageFailure.self) {
      try await read(options(dataset), onFailure: .stop)
    }
    #expect("\(failure!)".contains("b.nii"))
  }

  @Test func gridsThatDifferAndUndeclaredLabelsSetTheCaseAside() async throws {
    let dataset = try TestDataset(
      ["a": Self.labelled, "b": Self.labelled, "c": Self.labelled], in: folder)
    var other = Self.labelled
    other.spacing = [1, 1, 3]
    try folder.write(other.labelBytes!, "task/labelsTr/a.nii")
    other = Self.labelled
    other.label = { _, _, k in k == 3 ? 7 : 0 }
    try folder.write(other.labelBytes!, "task/labelsTr/b.nii")
    let outcome = try await read(options(dataset)).outcome
    #expect(outcome.quarantined.map(\.group) == ["a", "b"])
    #expect(outcome.quarantined.map(\.index) == [nil, 3])
    #expect("\(outcome.quarantined[1].error)".contains("7"))
    #expect(outcome.completeGroups == ["c"])
  }

  @Test func valuesThatCannotBeHUAreWarnedOf() async throws {
    var scan = Self.labelled
    scan.hu = { i, j, k in 100 * k + 10 * i + j }
    let dataset = try TestDataset(["a": scan], in: folder)
    try await read(options(dataset))
    #expect(run.log.messages.contains { $0.contains("rescale intercept") })
  }

  @Test("A slice whose reading failed can be read again, and is the same slice")
  func readingAgain() throws {
    // Larger than the buffers of the C library.
    let scan = TestScan(
      size: [128, 128, 4], hu: { i, j, k in i + j + 1000 * k - 1500 },
      label: { i, _, k in i == k ? 1 : 0 })
    let image = try folder.write(scan.imageBytes, "scan.nii")
    let reference = try folder.write(try #require(scan.labelBytes), "label.nii")
    let opened = try OpenCase(
      DatasetCase(id: "scan", imagePath: image, labelPath: reference), labels: [:], prompts: nil,
      orientation: .stored)
    var options = VolumeReader.Options()
    options.dataset = image
    for broken in [(image, scan.imageBytes), (reference, try #require(scan.labelBytes))] {
      var reading = try CaseReading(opened, plan: ReadingPlan(options))
      #expect(try reading.read(0).hu[3, 4] == 7 - 1500)
      #expect(truncate(broken.0, off_t(broken.1.count * 3 / 8)) == 0)
      #expect(throws: VolumeError.self) { try reading.read(2) }
      try Data(broken.1).write(to: URL(fileURLWithPath: broken.0))
      let slice = try reading.read(2)
      #expect(slice.context.index == 2 && slice.hu[3, 4] == 7 + 500)
      #expect(slice.context.reference?[2, 0] == 1 && slice.context.reference?[1, 0] == 0)
      #expect(try reading.read(3).hu[3, 4] == 7 + 1500)
      try reading.finish()
    }
  }

  @Test("A scan that changes after its digest was taken is not read under that digest")
  func changedWhileRead() throws {
    let dataset = try TestDataset(["a": Self.labelled], in: folder)
    let journal = try Journal(path: folder.file("journal"), root: folder.path)
    let plan = try ReadingPlan(options(dataset), journal)
    let inputs = CaseInputs(plan: plan, journal: journal)
    let one = try #require(plan.cases.first)
    let read = try inputs.read(one)
    try inputs.checkUnchanged(one, since: read)
    // Touched alone, it is the same scan.
    let image = URL(fileURLWithPath: one.imagePath)
    let bytes = try Data(contentsOf: image)
    try bytes.write(to: image)
    try inputs.checkUnchanged(one, since: read)
    try (bytes.dropLast() + [bytes.last! ^ 1]).write(to: image)
    let error = #expect(throws: StageError.self) { try inputs.checkUnchanged(one, since: read) }
    #expect("\(try #require(error))".contains("changed while it was read"))
  }

  @Test func anEmptyReferenceIsWarnedOf() async throws {
    var scan = Self.labelled
    scan.label = { _, _, _ in 0 }
    let dataset = try TestDataset(["a": scan], in: folder)
    try await read(options(dataset))
    #expect(run.log.messages.contains { $0.contains("has no label anywhere") })
  }

  @Test("What the system says of a file decides whether it is tried again")
  func passingErrors() {
    func nature(_ code: Int32) -> ErrorNature {
      ErrorNature(VolumeError(file: "scan.nii", .unreadable(reason: "x", code: code)))
    }
    #expect(nature(EIO) == .passing && nature(ESTALE) == .passing && nature(ETIMEDOUT) == .passing)
    #expect(nature(ENOENT) == .lasting && nature(0) == .lasting)
    #expect(ErrorNature(VolumeError(file: "x", .truncated(found: 1, expected: 2))) == .lasting)
  }
}
