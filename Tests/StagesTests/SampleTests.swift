import Dataflow
import Foundation
import Imaging
import Testing
import ZarrStore

@testable import Stages

/// The sample-writer, and the samples as a trainer reads them.
struct SampleTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// Label 2 in a column of slice 1, label 1 in a row of slice 2.
  private static let scan = TestScan(
    spacing: [0.5, 0.75, 3],
    label: { i, j, k in k == 1 && j == 2 ? 2 : k == 2 && i == 3 ? 1 : 0 })

  @discardableResult
  private func write(
    _ scans: KeyValuePairs<String, TestScan>, reader: String = "", options: String = "",
    run name: String = "run"
  ) async throws -> RunOutcome {
    let dataset = try TestDataset(
      scans, labels: [0: "background", 1: "organ", 2: "tumour"], in: folder)
    return try await TestRun(in: folder, name: name).run(
      """
        volumes:
          stage: volume-reader
          on-failure: quarantine
          options: {dataset: \(dataset.path), orientation: stored\(reader)}
        pictures: {stage: window, from: volumes, options: {hu: [-900, 100], stretch: window}}
        samples:
          stage: sample-writer
          from: pictures
          on-failure: quarantine
          options: {name: all\(options)}

      """)
  }

  private func samples(_ name: String = "run") throws -> SampleSet {
    try SampleSet(path: folder.file("\(name)/samples/all.zarr"))
  }

  @Test func slicesAreReadBackAsTheyAre() async throws {
    try await write(["a": Self.scan, "b": Self.scan])
    let set = try samples()
    #expect(set.cases.map(\.id) == ["a", "b"])
    #expect(set.labels[2] == "tumour")
    let one = set.cases[0]
    #expect(one.rows == 8 && one.columns == 6 && one.slices == 4)
    #expect(one.labelCounts == [[:], [2: 8], [1: 6], [:]])
    let read = try one.read(2)
    #expect(read.confidence == nil)
    for i in 0..<8 {
      for j in 0..<6 {
        // 1000 HU on 255 grey values, to the nearest.
        let grey = (Double(200 + 10 * i + j) / 1000 * 255).rounded()
        #expect(abs(Double(read.image[i * 6 + j]) - grey) <= 1)
        #expect(read.target[i * 6 + j] == (i == 3 ? 1 : 0))
      }
    }
  }

  @Test func ignoredPixelsAndConfidences() async throws {
    var made = Self.scan
    made.label = { i, _, k in i == 0 ? 255 : k == 2 ? 1 : 0 }
    var sure = Self.scan
    sure.label = { i, j, k in 50 * k + 10 * j + i }
    try folder.write(made.labelBytes ?? [], "made/a.nii")
    try folder.write(sure.labelBytes ?? [], "sure/a.nii")
    let outcome = try await write(
      ["a": Self.scan], reader: ", references: \(folder.file("made"))",
      options: ", soft: \(folder.file("sure"))")
    #expect(outcome.quarantined.isEmpty)
    let one = try samples().cases[0]
    #expect(one.labelCounts[2] == [1: 42, 255: 6] && one.labelCounts[3] == [255: 6])
    let read = try one.read(2)
    #expect(Array(read.target.prefix(7)) == [255, 255, 255, 255, 255, 255, 1])
    #expect(read.confidence?[4 * 6 + 5] == 154)
  }

  @Test("A label that the dataset calls ignore is nothing to learn")
  func ignoreLabels() async throws {
    let dataset = try TestDataset(
      ["a": Self.scan], labels: [0: "background", 1: "organ", 2: "Ignore"], in: folder)
    for labels in ["per-class", "merged"] {
      try await TestRun(in: folder, name: labels).run(
        """
          volumes: {stage: volume-reader, options: {dataset: \(dataset.path), orientation: stored}}
          pictures: {stage: window, from: volumes}
          samples: {stage: sample-writer, from: pictures, options: {name: all, labels: \(labels)}}

        """)
      let set = try samples(labels)
      #expect(set.cases[0].labelCounts == [[:], [255: 8], [1: 6], [:]])
      #expect(set.labels[2] == nil)
    }
  }

  /// The mean predicted IoU of a slice's masks by their pixels; masks that were left out don't count.
  @Test func slicesHaveTheWeightOfTheirMasks() async throws {
    let columns = ProvenanceRows.columns
    func row(_ slice: Int, _ pixels: Int, _ predicted: Double, _ kept: String) -> String {
      var fields = columns.map { _ in "" }
      for (name, value) in [
        ("slice", "\(slice)"), ("pixels", "\(pixels)"), ("predicted_iou", "\(predicted)"),
        ("kept", kept),
      ] { fields[columns.firstIndex(of: name)!] = value }
      return CSV.line(fields)
    }
    let table =
      CSV.line(columns) + row(1, 30, 0.9, "yes") + row(1, 10, 0.5, "yes")
      + row(1, 500, 0.1, "no: stability") + row(2, 5, 1.5, "yes")
    try folder.write(Array(table.utf8), "made/tables/a.provenance.csv")
    try await write(["a": Self.scan], options: ", weights: \(folder.file("made"))")
    let weights = try #require(try samples().cases[0].weights)
    #expect(zip(weights, [1, 0.8, 1, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
    let outcome = try await write(
      ["a": Self.scan], options: ", weights: \(folder.file("none"))", run: "none")
    #expect(
      outcome.quarantined.map { "\($0.error)" }.first?.contains("there is no provenance") == true)
  }

  @Test func whatCannotBeTrainedOnSaysWhatToDo() async throws {
    let outcome = try await write(
      ["a": TestScan(), "b": Self.scan], options: ", soft: \(folder.file("none"))")
    let errors = outcome.quarantined.map { "\($0.error)" }
    #expect(
      errors.contains { $0.contains("a: it has no labels to train on; say where") }, "\(errors)")
    #expect(errors.contains { $0.contains("there is no volume of confidences") }, "\(errors)")
    #expect(throws: StageError.self) { try samples() }
  }

  /// Shapes that no sample-writer wrote: refused, instead of read past the end or made room for.
  @Test(arguments: ["[4,8]", "[4,8,7]", "[1099511627776,8,6]"])
  func shapesThatCannotBeAreRefused(_ shape: String) async throws {
    try await write(["a": Self.scan])
    for array in shape == "[4,8,7]" ? ["image"] : ["image", "target"] {
      let file = URL(
        fileURLWithPath: folder.file("run/samples/all.zarr/a.\(array)/zarr.json"))
      let text = try String(contentsOf: file, encoding: .utf8)
      let changed = text.replacing(/"shape":\s*\[\s*4,\s*8,\s*6\s*\]/, with: "\"shape\": \(shape)")
      #expect(changed != text)
      try Data(changed.utf8).write(to: file)
    }
    #expect(throws: (any Error).self) { try samples() }
  }

  /// Wherever and whenever they were written; and one grey value of one slice is enough to tell.
  @Test func theDigestIsThatOfTheContent() async throws {
    try await write(["a": Self.scan, "b": Self.scan])
    try await write(["a": Self.scan, "b": Self.scan], run: "again")
    let first = try samples().digest
    #expect(try samples("again").digest == first)
    var other = Self.scan
    other.hu = { i, j, k in 100 * k + 10 * i + j - (i == 7 && j == 0 && k == 3 ? 880 : 900) }
    try await write(["a": Self.scan, "b": other], run: "other")
    #expect(try samples("other").digest != first)
  }

  /// Content that only a checksum of the whole shard tells apart: sizes and places are the same.
  @Test func aChangedValueOfTheSameLengthIsSeen() throws {
    func write(_ seed: Int, _ name: String) throws -> String {
      let path = folder.file("\(name)/a.image")
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
      let layout = SliceLayout(dataType: .uint8, sliceShape: [64, 64], sliceCount: 300)
      let writer = try ZarrArrayWriter(path: path, layout: layout)
      for slice in 0..<300 {
        // Noise can't be compressed: every slice is stored in as many bytes.
        var random = Noise(state: UInt64(slice + 1))
        var pixels = (0..<4096).map { _ in random.next() }
        if slice == 0 { pixels[7] ^= UInt8(seed) }
        try writer.write(slice, pixels)
      }
      try writer.finish()
      return path
    }
    let (one, other) = (try write(0, "one"), try write(1, "other"))
    let sizes = try [one, other].map {
      try FileManager.default.attributesOfItem(atPath: "\($0)/c/0/0/0")[.size] as? Int
    }
    #expect(sizes[0] != nil && sizes[0] == sizes[1])
    #expect(StoredIdentity.digest(of: one) != StoredIdentity.digest(of: other))
    #expect(StoredIdentity.digest(of: one) == StoredIdentity.digest(of: try write(0, "again")))
  }
}

/// A xorshift generator: the same noise wherever the test runs.
private struct Noise {
  var state: UInt64

  mutating func next() -> UInt8 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return UInt8(truncatingIfNeeded: state >> 24)
  }
}
