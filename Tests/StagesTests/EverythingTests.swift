import Dataflow
import Foundation
import Imaging
import Tensors
import Testing

@testable import SegmentAnything
@testable import Stages

struct EverythingTests {
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

  /// Two bright discs in soft tissue, on the second of two slices.
  private static let scan = TestScan(
    size: [48, 40, 2],
    hu: { i, j, k in disc(i, j, k) == 0 ? -100 : 40 + 60 * disc(i, j, k) + (i * 7 + j * 3) % 9 },
    label: { i, j, k in disc(i, j, k) })

  @Sendable private static func disc(_ i: Int, _ j: Int, _ k: Int) -> Int {
    func within(_ x: Int, _ y: Int, _ radius: Int) -> Bool {
      (i - x) * (i - x) + (j - y) * (j - y) <= radius * radius
    }
    guard k > 0 else { return 0 }
    return within(15, 20, 8) ? 1 : within(35, 20, 6) ? 2 : 0
  }

  private static let options = """
    {checkpoint: $model, points-per-side: 6, pred-iou-thresh: 0.2, stability-score-thresh: 0.3}
    """

  private func label(_ dataset: TestDataset, encoder: String = "", from: String) async throws {
    try await run.run(
      """
        volumes:
          stage: volume-reader
          options: {dataset: \(dataset.path), orientation: stored}
        window: {stage: window, from: volumes}
      \(encoder)
        everything: {stage: everything, from: \(from), options: \(Self.options)}
        masks: {stage: mask-writer, from: everything, options: {output-mode: uncompressed-rle}}
        labels: {stage: label-writer, from: everything}

      """)
  }

  private struct Line: Decodable {
    struct Segmentation: Decodable {
      let size: [Int]
      let counts: [UInt32]
    }

    let slice: Int
    let segmentation: Segmentation
    let area: Int
    let bbox: [Int]

    var mask: [Int] {
      var columns: [Int] = []
      for (index, count) in segmentation.counts.enumerated() {
        columns += Array(repeating: index % 2, count: Int(count))
      }
      let (height, width) = (segmentation.size[0], segmentation.size[1])
      return (0..<height * width).map { columns[$0 % width * height + $0 / width] }
    }
  }

  private func lines(_ id: String) throws -> [Line] {
    let text = try #require(
      String(validating: folder.bytes("run/masks/\(id).jsonl"), as: UTF8.self))
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  /// The label of a component is the mask of the highest IoU, picked from the file's lines.
  @Test func theBestMaskOfEachComponentIsItsLabel() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "a", 2: "b"], in: folder)
    try await label(dataset, from: "window")
    let lines = try lines("a")
    #expect(!lines.isEmpty && Set(lines.map(\.slice)).isSubset(of: [0, 1]))
    #expect(lines.allSatisfy { $0.segmentation.size == [48, 40] })
    #expect(lines.allSatisfy { $0.mask.reduce(0, +) == $0.area })

    let reference = try #require(Self.scan.slices(in: folder)[1].context.reference).pixels
    let provenance = try folder.table("run/labels/everything/provenance.csv")
    #expect(provenance.map { $0["label"] } == ["1", "2"])
    for row in provenance {
      let label = UInt16(row["label"]!)
      let best = try #require(
        lines.filter { $0.slice == 1 }.max { a, b in
          iou(a.mask, reference.map { $0 == label }) < iou(b.mask, reference.map { $0 == label })
        })
      #expect(row["pixels"] == "\(best.area)")
      #expect(row["points"]?.isEmpty == false && row["box"] == "")
    }
    let scores = try ScoreTable.read(folder.file("run/labels/everything/scores.csv"))
    let dice = try #require(scores.last?.dice)
    #expect(dice > 0 && dice <= 1)
  }

  private func iou(_ mask: [Int], _ reference: [Bool]) -> Double {
    let pairs = zip(mask, reference)
    return Double(pairs.count { $0 == 1 && $1 }) / Double(pairs.count { $0 == 1 || $1 })
  }

  /// Embeddings of the encoder are used; without any the stage makes its own, up to rounding.
  @Test func embeddingsMayBeLinked() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "a", 2: "b"], in: folder)
    let encoder = """
        encoder:
          stage: sam-encoder
          from: {picture: window}
          options: {checkpoint: $model, precision: float32}
      """
    try await label(dataset, encoder: encoder, from: "{picture: window, embedding: encoder}")
    let linked = try folder.bytes("run/masks/a.jsonl")
    let other = try EverythingTests(folder: folder, run: TestRun(in: folder, name: "other"))
    try await other.label(dataset, from: "window")
    #expect(try folder.bytes("other/masks/a.jsonl") == linked)
  }

  @Test func withoutReferenceThereAreMasksButNoLabels() throws {
    var scan = Self.scan
    scan.label = nil
    let slice = try scan.slices(in: folder)[1]
    let window = Window(window: .study, stretch: .minMax)
    let picture = try #require(window.process(slice))
    var options = Everything.Options()
    options.checkpoint = TestRun.checkpoint
    options.pointsPerSide = 4
    options.predIoUThresh = 0
    options.stabilityScoreThresh = 0
    var stage = Everything(
      options: options, environment: run.environment,
      outline: try ModelOutline(checkpoint: options.checkpoint), encodes: true)
    try stage.prepare()
    let masks = try #require(try stage.process(Everything.Input(picture: picture, embedding: nil)))
    let annotations = try #require(masks.annotations)
    #expect(!annotations.isEmpty && masks.sets.map(\.name) == ["everything"])
    #expect(masks.sets[0].components.isEmpty && masks.sets[0].labels.labelValues.isEmpty)
    let runs = annotations.map { $0.segmentation.counts.count * 4 }.reduce(0, +)
    #expect(stage.cost(of: ["rows": 48, "columns": 40]).item >= runs)
  }

  /// Of masks over different labels the one that fits better shows.
  @Test func theBetterFitShows() throws {
    let slice = try TestScan(
      size: [1, 8, 1], label: { _, j, _ in j < 3 ? 1 : j < 6 ? 2 : 0 }
    ).slices(in: folder)[0]
    func annotation(_ columns: ClosedRange<Int>) -> SamAutomaticMaskGenerator.Annotation {
      let crop = CropBox(x0: 0, y0: 0, x1: 8, y1: 1)
      return SamAutomaticMaskGenerator.Annotation(
        segmentation: MaskRLE(
          mask: (0..<8).map { columns.contains($0) ? 1 : 0 }, crop: crop,
          size: ImageSize(height: 1, width: 8)), box: crop, predictedIoU: 1,
        pointCoords: ImagePoint(x: 0, y: 0), maskIndex: 2, stabilityScore: 1, cropBox: crop)
    }
    let choice = BestMasks(
      annotations: [annotation(0...7), annotation(0...3), annotation(3...5), annotation(6...7)],
      grouping: .perClass, minPixels: 1, checkpoint: "cafe")
    let set = choice.set(on: slice.context)
    // The second fits label 1 by 3/4, the third label 2 exactly.
    #expect(set.labels.pixels == [1, 1, 1, 2, 2, 2, 0, 0])
    #expect(set.components.map(\.pixels) == [4, 3])
    #expect(set.components.map(\.maskIndex) == [2, 2])
  }

  @Test func masksOfPromptsAreRefused() throws {
    #expect {
      try run.graph(
        """
          volumes: {stage: volume-reader, options: {dataset: .}}
          window: {stage: window, from: volumes}
          prompts: {stage: prompts, from: volumes, options: {kinds: [box]}}
          encoder: {stage: sam-encoder, from: {picture: window, prompts: prompts}, options: {checkpoint: $model}}
          decoder: {stage: mask-decoder, from: {embedding: encoder, prompts: prompts}, options: {checkpoint: $model}}
          masks: {stage: mask-writer, from: decoder}

        """)
    } throws: { "\($0)".contains("takes the masks of an everything stage") }
  }
}
