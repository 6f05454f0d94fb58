import Dataflow
import Imaging
import SegmentAnything
import Tensors
import Testing
import ZarrStore

@testable import Stages

struct ShardTests {
  let folder: TestFolder
  let run: TestRun

  init() throws {
    folder = try TestFolder()
    run = try TestRun(in: folder)
  }

  /// Slices 1 and 2 of four are encoded.
  private static let scan = TestScan(label: { i, _, k in (1...2).contains(k) ? 1 + i / 4 : 0 })

  private static func embedding(_ slice: CaseSlice) -> SliceEmbedding? {
    guard slice.context.reference?.labelValues.isEmpty == false else { return nil }
    return SliceEmbedding(
      context: slice.context, shape: [2, 3, 3],
      values: .float16((0..<18).map { Float16($0 + 100 * slice.context.index) }),
      encoder: EncoderIdentity(
        checkpoint: "cafe", preprocessing: .medSAM, picture: "HU -175 to 250, min-max"))
  }

  private func slices(_ graph: inout Graph, _ dataset: TestDataset) -> Link<CaseSlice> {
    var reader = VolumeReader.Options()
    reader.dataset = dataset.path
    reader.orientation = .stored
    return graph.source(
      "volumes", VolumeReader(options: reader, logger: run.environment.logger),
      StageSettings(onFailure: .quarantine, executor: .files))
  }

  private func write(_ scans: KeyValuePairs<String, TestScan>, failing: String? = nil) async throws
  {
    let dataset = try TestDataset(
      scans, labels: [0: "background", 1: "a", 2: "b"], in: folder)
    var graph = Graph()
    let embeddings = graph.map(
      "encode", from: slices(&graph, dataset), StageSettings(onFailure: .quarantine)
    ) { slice in
      if slice.context.scan.id == failing, slice.context.index == 2 {
        throw StageError.unusableSlice("b", slice: 2, "on purpose")
      }
      return Self.embedding(slice)
    }
    graph.sink(
      "kept", Stages.ShardWriter(options: .init(), path: run.environment.folder.shards("kept")),
      from: embeddings.map(ShardItem.embedding))
    try await run.run(graph)
  }

  private func prompts(_ slice: CaseSlice) throws -> SlicePrompts {
    var options = Prompts.Options()
    options.kinds = ["box"]
    return try Prompts(options).process(slice)!
  }

  private func reader(
    _ expected: ExpectedEncoding = ExpectedEncoding()
  ) -> Stages.ShardReader {
    var options = Stages.ShardReader.Options()
    options.store = run.environment.folder.shards("kept")
    return Stages.ShardReader(options: options, expected: expected)
  }

  @Test func everyCaseHasAnArrayOfItsSlices() async throws {
    try await write(["a": Self.scan, "b": Self.scan])
    #expect(
      try ZarrGroup.arrays(beneath: folder.file("run/shards"))
        == ["a", "b"].map { folder.file("run/shards/kept.zarr/\($0)") })
    let array = try ZarrArray(path: folder.file("run/shards/kept.zarr/a"))
    #expect(array.shape == [4, 2, 3, 3] && array.dataType == .float16)
    #expect(try (0..<4).map { try array.isPresent($0) } == [false, true, true, false])
    #expect(try array.slice(2, as: Float16.self) == (0..<18).map { Float16($0 + 200) })
    let attributes = array.attributes
    #expect(attributes["content"]?.string == "embeddings" && attributes["case"]?.string == "a")
    #expect(attributes["orientation"]?.string == "stored")
    #expect(attributes["checkpoint_sha256"]?.string == "cafe")
    #expect(attributes["preprocessing"]?.string == "medsam")
    #expect(attributes["rows"]?.int == 8 && attributes["columns"]?.int == 6)
  }

  @Test func aFailedCaseLeavesNoArray() async throws {
    try await write(["a": Self.scan, "b": Self.scan], failing: "b")
    #expect(folder.holds("run/shards/kept.zarr/a/zarr.json"))
    #expect(!folder.holds("run/shards/kept.zarr/b/zarr.json"))
  }

  @Test func whatWasWrittenIsReadBack() async throws {
    try await write(["case": Self.scan])
    let slices = try Self.scan.slices(in: folder)
    let stage = reader()
    #expect(stage.cost(of: [:]) == Cost(item: 2 * 18 * 2))
    #expect(try stage.process(prompts(slices[0])) == nil)
    let read = try #require(try stage.process(prompts(slices[1])))
    let expected = try #require(Self.embedding(slices[1]))
    #expect(read.shape == expected.shape && read.encoder == expected.encoder)
    #expect(read.tensor.elements == expected.tensor.elements)
  }

  @Test func shardsOfSomethingElseAreRefused() async throws {
    try await write(["case": Self.scan])
    func problem(_ scan: TestScan, slice: Int, _ orientation: SliceOrientation = .stored) -> String
    {
      do {
        let slices = try scan.slices(in: folder, orientation: orientation)
        _ = try reader().process(prompts(slices[slice]))
        return ""
      } catch {
        return "\(error)"
      }
    }
    var everywhere = Self.scan
    everywhere.label = { _, _, _ in 1 }
    #expect(problem(everywhere, slice: 3).contains("has no embedding of it; encode it"))
    #expect(
      problem(everywhere, slice: 3, .upright).contains(
        #"made with orientation "stored", but this run has "upright""#))
    var wider = Self.scan
    wider.size = [8, 7, 4]
    #expect(problem(wider, slice: 1).contains("made of 4 slices of 8×6, not 4 slices of 8×7"))
    // As resampling gives it.
    var longer = Self.scan
    longer.size = [8, 6, 5]
    #expect(problem(longer, slice: 1).contains("made of 4 slices of 8×6, not 5 slices of 8×6"))
  }

  @Test func shardsMadeOtherwiseAreRefusedBeforeAnythingIsDone() async throws {
    try await write(["case": Self.scan])
    try reader().prepare()
    let made = ExpectedEncoding(
      checkpoint: "cafe", orientation: .stored, picture: "HU -175 to 250, min-max",
      preprocessing: .medSAM)
    try reader(made).prepare()
    let slices = try Self.scan.slices(in: folder)
    #expect(try reader(made).process(prompts(slices[1])) != nil)
    for (expected, sentence) in [
      (
        ExpectedEncoding(checkpoint: "beef"),
        "made by another model (SHA-256 cafe…) than this run's (beef…)"
      ),
      (
        ExpectedEncoding(orientation: .upright),
        #"made with orientation "stored", but this run has "upright""#
      ),
      (
        ExpectedEncoding(picture: "HU 0 to 80, min-max"),
        #"made with picture "HU -175 to 250, min-max", but this run has "HU 0 to 80, min-max""#
      ),
      (
        ExpectedEncoding(preprocessing: .sam),
        #"made with preprocessing "medsam", but this run has "sam""#
      ),
    ] {
      let reader = reader(expected)
      let refusal = #expect(throws: StageError.self) { try reader.prepare() }
      #expect(refusal?.description.contains(sentence) == true)
      #expect(throws: StageError.self) { try reader.process(prompts(slices[1])) }
    }
  }

  @Test func aPictureIsDescribedByAllThatMakesIt() throws {
    let style = PictureStyle(window: try HUWindow(low: -160.5, high: 240), stretch: .windowOnly)
    #expect("\(style)" == "HU -160.5 to 240, window")
  }

  /// As many slices as the resampled scan has, not the scan itself.
  @Test func resampledSlicesMakeTheirOwnCount() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "a", 2: "b"], in: folder)
    var graph = Graph()
    var options = Resample.Options()
    options.throughPlane = 0.5
    let finer = graph.gather("resample", Resample(options: options), from: slices(&graph, dataset))
    let embeddings = graph.map("encode", from: finer) { Self.embedding($0) }
    graph.sink(
      "kept", Stages.ShardWriter(options: .init(), path: run.environment.folder.shards("kept")),
      from: embeddings.map(ShardItem.embedding))
    #expect(try await run.run(graph).status == .done)
    let array = try ZarrArray(path: folder.file("run/shards/kept.zarr/a"))
    #expect(array.shape[0] == 8)
    #expect(
      try (0..<8).map { try array.isPresent($0) }
        == [false, false, true, true, true, true, false, false])
  }

  /// The first axis is the row of the provenance table.
  @Test(arguments: [ShardContent.logits, .masks])
  func componentsOfEachSetFollowTheProvenance(content: ShardContent) async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "a", 2: "b"], in: folder)
    var graph = Graph()
    let masks = graph.map("echo", from: slices(&graph, dataset)) {
      SliceMasks.echo($0, sets: ["box", "centroid"])
    }
    var options = Stages.ShardWriter.Options()
    options.content = content
    graph.sink(
      "kept", Stages.ShardWriter(options: options, path: run.environment.folder.shards("kept")),
      from: masks.map(ShardItem.masks))
    graph.sink("labels", LabelWriter(options: .init(), environment: run.environment), from: masks)
    try await run.run(graph)
    for set in ["box", "centroid"] {
      let rows = try folder.table("run/labels/\(set)/provenance.csv")
      let array = try ZarrArray(path: folder.file("run/shards/kept.zarr/a.\(set)"))
      #expect(array.sliceCount == rows.count && rows.count == 4)
      #expect(array.attributes["prompt"]?.string == set)
      for (row, record) in rows.enumerated() {
        let slice = try #require(record["slice"].flatMap(Int.init))
        switch content {
        case .logits:
          #expect(try array.slice(row, as: Float16.self)?.first == Float16(slice))
        default:
          // Label 1 has the upper rows, label 2 the lower ones.
          let mask = try #require(try array.slice(row, as: UInt8.self))
          #expect(mask.first == (record["label"] == "1" ? 1 : 0) && mask.reduce(0, +) == 24)
        }
      }
    }
  }

  @Test func contentThatNobodySendsIsRefusedBeforeTheRun() throws {
    let graph = """
        volumes: {stage: volume-reader, options: {dataset: x}}
        window: {stage: window, from: volumes}
        prompts: {stage: prompts, from: volumes, options: {kinds: [box]}}
        encoder:
          stage: sam-encoder
          from: {picture: window, prompts: prompts}
          options: {checkpoint: $model}
        decoder:
          stage: mask-decoder
          from: {embedding: encoder, prompts: prompts}
          options: {checkpoint: $model, keep: KEEP}
        kept: {stage: shard-writer, from: FROM, options: {content: CONTENT}}

      """
    func problem(keep: String, from: String, content: String) -> String? {
      do {
        _ = try run.graph(
          graph.replacing("KEEP", with: keep).replacing("FROM", with: from)
            .replacing("CONTENT", with: content))
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(problem(keep: "labels", from: "encoder", content: "embeddings") == nil)
    #expect(problem(keep: "logits", from: "decoder", content: "logits") == nil)
    #expect(problem(keep: "logits+masks", from: "decoder", content: "masks") == nil)
    #expect(
      problem(keep: "labels", from: "decoder", content: "logits")?.contains("keep: logits") == true)
    #expect(
      problem(keep: "masks", from: "decoder", content: "logits")?.contains("keep: logits") == true)
    #expect(
      problem(keep: "logits", from: "decoder", content: "embeddings")?.contains("sam-encoder")
        == true)
    #expect(
      problem(keep: "logits", from: "encoder", content: "masks")?.contains("mask-decoder") == true)
  }
}
