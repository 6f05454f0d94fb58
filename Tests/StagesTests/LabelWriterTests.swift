import Dataflow
import GraphFile
import Imaging
import Testing

@testable import Stages

struct LabelWriterTests {
  let folder: TestFolder
  let run: TestRun

  init() throws {
    let folder = try TestFolder()
    self.init(folder: folder, run: try TestRun(in: folder))
  }

  private init(folder: TestFolder, run: TestRun) {
    self.folder = folder
    self.run = run
  }

  /// Label 1 on two slices, label 2 on one of them, and a slice without any.
  private static let scan = TestScan(
    size: [4, 4, 3],
    label: { i, j, k in
      switch k {
      case 0: i < 2 ? 1 : 0
      case 1: i < 2 ? 1 : (j == 0 ? 2 : 0)
      default: 0
      }
    })

  private func graph(
    _ dataset: TestDataset, labels: LabelGrouping = .perClass, sets: [String] = ["echo"],
    onFailure: FailurePolicy = .quarantine, soft: Bool = false, uncertain: [Double]? = nil,
    _ edit: @escaping @Sendable (SliceMasks) throws -> SliceMasks? = { $0 }
  ) -> Graph {
    var graph = Graph()
    var reader = VolumeReader.Options()
    reader.dataset = dataset.path
    reader.orientation = .stored
    let volumes = graph.source(
      "volumes", VolumeReader(options: reader, logger: run.environment.logger),
      StageSettings(onFailure: onFailure, executor: .files))
    let masks = graph.map("echo", from: volumes, StageSettings(onFailure: onFailure)) {
      try edit(SliceMasks.echo($0, sets: sets))
    }
    var options = LabelWriter.Options()
    options.labels = labels
    options.soft = soft
    options.uncertain = uncertain
    graph.sink(
      "labels", LabelWriter(options: options, environment: run.environment), from: masks,
      StageSettings(onFailure: onFailure, executor: .files))
    return graph
  }

  private func volume(_ name: String) throws -> (type: Int, voxels: [UInt16]) {
    let volume = try NIfTIVolume.open(folder.file(name))
    let reader = try SliceReader(volume, slicing: .stored)
    var voxels: [UInt16] = []
    while let plane = try reader.nextLabels() { voxels += plane.pixels }
    return (volume.header.dataType.size, voxels)
  }

  @Test func tablesSayHowLabelsCameAboutAndHowGoodTheyAre() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "liver", 2: "spleen, left"], in: folder)
    let outcome = try await run.run(graph(dataset))
    #expect(outcome.status == .done)

    let provenance = try folder.table("run/labels/echo/provenance.csv")
    #expect(provenance.map { $0["row"] } == ["0", "1", "2"])
    #expect(provenance.map { $0["slice"] } == ["0", "1", "1"])
    #expect(provenance.map { $0["label"] } == ["1", "1", "2"])
    #expect(
      provenance[2] == [
        "case": "a", "row": "2", "slice": "1", "label": "2", "component": "1", "prompt": "echo",
        "box": "0 1 2 3.5", "points": "", "point_labels": "", "mask": "0",
        "predicted_iou": "0.50000", "stability": "0.25000", "pixels": "7", "kept": "yes",
        "checkpoint_sha256": "cafe",
      ])

    let text = try #require(
      String(validating: folder.bytes("run/labels/echo/scores.csv"), as: UTF8.self))
    #expect(
      text == """
        level,case,slice,label,name,dice,iou,predicted_pixels,reference_pixels,reference
        slice,a,0,1,liver,1.00000,1.00000,8,8,present
        slice,a,0,2,"spleen, left",,,0,0,empty
        slice,a,0,all,foreground,1.00000,1.00000,8,8,present
        slice,a,1,1,liver,1.00000,1.00000,8,8,present
        slice,a,1,2,"spleen, left",1.00000,1.00000,2,2,present
        slice,a,1,all,foreground,1.00000,1.00000,10,10,present
        slice,a,2,1,liver,,,0,0,empty
        slice,a,2,2,"spleen, left",,,0,0,empty
        slice,a,2,all,foreground,,,0,0,empty
        volume,a,,1,liver,1.00000,1.00000,16,16,present
        volume,a,,2,"spleen, left",1.00000,1.00000,2,2,present
        volume,a,,all,foreground,1.00000,1.00000,18,18,present

        """)
    let rows = try ScoreTable.read(folder.file("run/labels/echo/scores.csv"))
    #expect(rows.count == 12 && rows.count { $0.hasEmptyReference } == 4)
    #expect(rows[1].name == "spleen, left" && rows[1].dice == nil)
    #expect(folder.holds("run/labels/echo/labels.txt"))
  }

  /// Pixels that were labelled although the reference is empty are counted, and the foreground's
  /// Dice does not care which label a pixel has.
  @Test func wrongLabelsCountForTheForeground() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "liver", 2: "spleen"], in: folder)
    try await run.run(
      graph(dataset) { masks in
        var labels = masks.sets[0].labels
        labels.pixels = labels.pixels.map { $0 == 1 ? 2 : $0 }
        if masks.context.index == 2 { labels[0, 0] = 1 }
        return SliceMasks(
          context: masks.context,
          sets: [SliceMasks.Set(name: "echo", labels: labels, components: [])])
      })
    let rows = try ScoreTable.read(folder.file("run/labels/echo/scores.csv"))
    let slice = rows.filter { $0.slice == 1 }
    // Label 2: 2 pixels of 10 are right, of 2 in the reference: 4 / 12.
    #expect(slice.map(\.dice) == [0, 0.33333, 1])
    let empty = rows.filter { $0.slice == 2 && $0.name == "liver" }
    #expect(empty.map(\.predictedPixels) == [1] && empty[0].hasEmptyReference)
    #expect(empty[0].dice == nil)
  }

  @Test func mergedLabelsAreComparedAsOne() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "liver", 2: "spleen"], in: folder)
    try await run.run(
      graph(dataset, labels: .merged) { masks in
        var labels = masks.sets[0].labels
        labels.pixels = labels.pixels.map { min($0, 1) }
        return SliceMasks(
          context: masks.context,
          sets: [SliceMasks.Set(name: "echo", labels: labels, components: [])])
      })
    let rows = try ScoreTable.read(folder.file("run/labels/echo/scores.csv"))
    #expect(rows.map(\.name) == ["foreground", "foreground", "foreground", "foreground"])
    #expect(rows.map(\.dice) == [1, 1, nil, 1])
    #expect(try volume("run/labels/echo/a.nii").voxels.max() == 1)
  }

  @Test func labelsBeyondABytesRangeAreWrittenAsUInt16() async throws {
    var scan = Self.scan
    scan.label = { i, _, _ in i == 0 ? 300 : 0 }
    scan.labelType = 4
    let named = try TestDataset(
      ["a": scan], labels: [0: "background", 300: "organ"], in: folder)
    try await run.run(graph(named))
    let written = try volume("run/labels/echo/a.nii")
    #expect(written.type == 2 && Set(written.voxels) == [0, 300])
  }

  /// A dataset that names no labels may hold any that its data type does.
  @Test func unnamedLabelsAreHeldToo() async throws {
    var scan = Self.scan
    scan.label = { i, _, _ in i == 0 ? 300 : 0 }
    scan.labelType = 4
    try folder.write(scan.imageBytes, "images/a.nii")
    try folder.write(scan.labelBytes!, "labels/a.nii")
    var graph = Graph()
    var reader = VolumeReader.Options()
    reader.dataset = folder.file("images")
    reader.references = folder.file("labels")
    reader.orientation = .stored
    let volumes = graph.source(
      "volumes", VolumeReader(options: reader, logger: run.environment.logger))
    let masks = graph.map("echo", from: volumes) { SliceMasks.echo($0) }
    graph.sink("labels", LabelWriter(options: .init(), environment: run.environment), from: masks)
    try await run.run(graph)
    #expect(Set(try volume("run/labels/echo/a.nii").voxels) == [0, 300])
    let rows = try ScoreTable.read(folder.file("run/labels/echo/scores.csv"))
    #expect(rows.last?.name == "label 300" && rows.last?.dice == 1)
  }

  /// Probabilities lie beside the labels; voxels in the uncertain range are 255, bounds included;
  /// scores are those of the labels without them.
  @Test func uncertainVoxelsAreMarkedButNotScored() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "liver", 2: "spleen"], in: folder)
    try await run.run(graph(dataset))
    // Pixel n of 16 has probability 255 n / 16, rounded down: 0.4 ... 0.6 are those of 7, 8 and 9.
    let other = try TestRun(in: folder, name: "other")
    let writer = LabelWriterTests(folder: folder, run: other)
    try await other.run(writer.graph(dataset, soft: true, uncertain: [0.4, 0.6]))
    let soft = try volume("other/labels/echo/soft/a.nii").voxels
    let slice = (0..<16).map { UInt16($0 * 255 / 16) }
    // Stored slices: the row is the first voxel axis, the column the second.
    #expect(soft == slice + slice + slice)
    let (before, after) = (
      try volume("run/labels/echo/a.nii").voxels, try volume("other/labels/echo/a.nii").voxels
    )
    #expect(
      after == before.indices.map { [7, 8, 9].contains($0 % 16) ? 255 : before[$0] })
    #expect(
      try folder.bytes("other/labels/echo/scores.csv")
        == folder.bytes("run/labels/echo/scores.csv"))
    #expect(
      try folder.bytes("other/labels/echo/provenance.csv")
        == folder.bytes("run/labels/echo/provenance.csv"))
    let names = try #require(
      String(validating: folder.bytes("other/labels/echo/labels.txt"), as: UTF8.self))
    #expect(names.contains("\"ignore\"") && names.contains("255 "))
    #expect(!folder.holds("run/labels/echo/soft"))
  }

  @Test func theIgnoredValueMustBeFree() async throws {
    var scan = Self.scan
    scan.label = { i, _, _ in i == 0 ? 255 : 0 }
    let dataset = try TestDataset(["a": scan], labels: [0: "background", 255: "x"], in: folder)
    let outcome = try await run.run(graph(dataset, uncertain: [0.4, 0.6]))
    #expect(outcome.quarantined.count == 1)
    #expect("\(outcome.quarantined[0])".contains("the value that uncertain voxels get"))
  }

  @Test func probabilitiesMustComeFromSomewhere() throws {
    let graph = { (keep: String) in
      """
        volumes: {stage: volume-reader, options: {dataset: .}}
        window: {stage: window, from: volumes}
        prompts: {stage: prompts, from: volumes, options: {kinds: [box]}}
        encoder: {stage: sam-encoder, from: {picture: window, prompts: prompts}, options: {checkpoint: $model}}
        decoder:
          stage: mask-decoder
          from: {embedding: encoder, prompts: prompts}
          options: {checkpoint: $model, keep: \(keep)}
        labels: {stage: label-writer, from: decoder, options: {soft: true}}

      """
    }
    let error = #expect(throws: GraphFileError.self) { try run.graph(graph("masks")) }
    #expect("\(try #require(error))".contains("mask-decoder with keep: soft"))
    _ = try run.graph(graph("logits+soft"))
    #expect(LabelWriter.check(LabelWriter.Options()).isEmpty)
    for range in [[0.5], [0.7, 0.3], [0, 0.5], [0.5, 1.5], [.nan, 0.5]] {
      var options = LabelWriter.Options()
      options.uncertain = range
      #expect(LabelWriter.check(options).count == 1, "\(range)")
    }
  }

  @Test func aCaseWithoutPromptsIsAllBackground() async throws {
    var scan = Self.scan
    scan.label = { _, _, _ in 0 }
    let dataset = try TestDataset(["a": scan], in: folder)
    try await run.run(graph(dataset, sets: ["box", "centroid"]))
    for set in ["box", "centroid"] {
      #expect(try volume("run/labels/\(set)/a.nii").voxels == [UInt16](repeating: 0, count: 48))
      #expect(try folder.table("run/labels/\(set)/provenance.csv").isEmpty)
      let scores = try ScoreTable.read(folder.file("run/labels/\(set)/scores.csv"))
      #expect(scores.count == 4 && scores.allSatisfy { $0.dice == nil })
    }
  }

  @Test func aFailedCaseLeavesNothingAndTheOthersKeepTheirTables() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan, "b": Self.scan, "c": Self.scan],
      labels: [0: "background", 1: "liver", 2: "spleen"], in: folder)
    let outcome = try await run.run(
      graph(dataset) { masks in
        if masks.context.scan.id == "b", masks.context.index == 2 {
          throw StageError.unusableSlice("b", slice: 2, "on purpose")
        }
        return masks
      })
    #expect(outcome.quarantined.map(\.group) == ["b"])
    #expect(
      folder.names(in: "run/labels/echo")
        == ["a.nii", "c.nii", "labels.txt", "provenance.csv", "scores.csv", "tables"])
    let cases = try folder.table("run/labels/echo/provenance.csv").map { $0["case"] }
    #expect(cases == ["a", "a", "a", "c", "c", "c"])
  }

  /// Tables hold the cases that were finished before a failure ended the run, or before it was
  /// stopped.
  @Test(arguments: [true, false])
  func tablesArePublishedWhenTheRunEndsEarly(byFailure: Bool) async throws {
    let dataset = try TestDataset(
      ["a": Self.scan, "b": Self.scan, "c": Self.scan, "d": Self.scan],
      labels: [0: "background", 1: "liver", 2: "spleen"], in: folder)
    let control = RunControl()
    let path = folder.file("run/labels/echo/a.nii")
    let graph = graph(dataset, onFailure: .stop) { masks in
      guard masks.context.scan.id == "c", masks.context.index == 0 else { return masks }
      // The first case has been written: the sink is at most two slices behind.
      #expect((try? NIfTIVolume.open(path)) != nil)
      control.stop()
      if byFailure { throw StageError.unusableSlice("c", slice: 0, "on purpose") }
      return masks
    }
    if byFailure {
      await #expect(throws: StageFailure.self) { try await run.run(graph) }
    } else {
      #expect(try await run.run(graph, control: control).status == .stopped)
    }
    let names = folder.names(in: "run/labels/echo")
    #expect(names.contains("a.nii") && !names.contains("d.nii"))
    #expect(!names.contains { $0.hasSuffix(".partial") }, "\(names)")
    let cases = Set(try folder.table("run/labels/echo/provenance.csv").map { $0["case"] })
    let volumes = Set(names.filter { $0.hasSuffix(".nii") }.map { String($0.prefix(1)) })
    #expect(cases == volumes)
  }

  @Test func recordsHoldNothingOfTheModelsOutput() throws {
    let slice = try Self.scan.slices(in: folder)[0]
    var records = CaseRecords(scan: slice.context.scan)
    records.add(SliceMasks.echo(slice).sets[0].components, slice: 0)
    #expect(records.components[0].component.lowResLogits == nil)
    #expect(records.components[0].component.mask == nil)
    #expect(records.components[0].component.pixels == 7)
  }

  @Test func costsCoverEverySet() {
    let writer = LabelWriter(options: .init(), environment: run.environment)
    let extents: Extents = [
      "rows": 10, "columns": 10, "scan-pixels": 400, "written-whole": 1000, "prompt-sets": 3,
    ]
    #expect(writer.cost(of: extents) == Cost(item: 2400, group: 3000))
    var options = LabelWriter.Options()
    options.soft = true
    let soft = LabelWriter(options: options, environment: run.environment)
    #expect(soft.cost(of: extents) == Cost(item: 3600, group: 6000))
    #expect(writer.fingerprint?.ingredients.keys.sorted() == ["labels"])
    #expect(soft.fingerprint?.ingredients.keys.sorted() == ["labels", "soft"])
  }

  @Test("Labels that were grouped otherwise than the references would be are refused")
  func groupings() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "liver", 2: "spleen"], in: folder)
    for (made, written, isFine) in [
      (LabelGrouping.merged, LabelGrouping.perClass, false), (.perClass, .merged, false),
      (.merged, .merged, true), (.perClass, .perClass, true),
    ] {
      let outcome = try await run.run(
        graph(dataset, labels: written) { masks in
          var masks = masks
          masks.grouping = made
          return masks
        })
      #expect(outcome.quarantined.isEmpty == isFine, "\(made) \(written)")
      if let item = outcome.quarantined.first {
        #expect("\(item.error)".contains("set both alike"), "\(item.error)")
        #expect(item.advice?.contains("put right") == true)
      }
    }
  }
}
