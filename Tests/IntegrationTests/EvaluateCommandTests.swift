import Foundation
import Testing

/// `sluice evaluate` as people run it.
@Suite struct EvaluateCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// The fields of a table by the names of its columns, without commas in them.
  private func rows(_ file: String) throws -> [[String: String]] {
    let lines = try Folder(scratch("out")).text(file).split(separator: "\n")
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(uniqueKeysWithValues: zip(header, fields))
    }
  }

  private func copy(_ from: String, to: String) throws {
    try FileManager.default.createDirectory(
      atPath: (scratch(to) as NSString).deletingLastPathComponent,
      withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: from, toPath: scratch(to))
  }

  @Test func aReferenceAgreesWithItself() async throws {
    let phantoms = try await Phantoms.small.path
    let outcome = try await SluiceProgram.run(
      "evaluate", "--labels", "\(phantoms)/labelsTr", "--reference", phantoms, "--out",
      scratch("out"))
    #expect(outcome.exit == 0, "\(outcome)")
    #expect(Folder(scratch("out")).files.count == 4)
    let volumes = try rows("scores-by-volume.csv")
    #expect(Set(volumes.compactMap { $0["case"] }) == Set(Phantoms.cases))
    for row in volumes where row["empty"] == "" {
      for metric in ["dice", "iou", "precision", "recall", "surface_dice"] {
        #expect(row[metric] == "1.0", "\(row)")
      }
      #expect(row["hd95_mm"] == "0.0" && row["assd_mm"] == "0.0", "\(row)")
    }
    #expect(volumes.contains { $0["empty"] == "" })
  }

  /// Real scans: what the Python tool that made the labels says of them, five decimals.
  @Test(.enabled(if: SharedFolder.exists, SharedFolder.skipped))
  func agreesWithThePythonTool() async throws {
    for name in RealCTTests.references {
      let labels = SharedFolder.path("fixtures/labels/\(name)")
      let task = String(name.split(separator: "-")[0])
      let out = scratch("out")
      try? FileManager.default.removeItem(atPath: out)
      let outcome = try await SluiceProgram.run(
        "evaluate", "--labels", labels, "--reference", SharedFolder.path("data/ct-tasks/\(task)"),
        "--merged", "--orientation", "stored", "--out", out)
      #expect(outcome.exit == 0, "\(outcome)")
      let expected = try JSONDecoder().decode(
        PythonScores.self, from: Folder(labels).bytes("scores.json"))
      let volumes = try rows("scores-by-volume.csv")
      #expect(volumes.count == expected.volumeDice.count)
      for row in volumes {
        let dice = try #require(Double(row["dice"] ?? ""))
        let wanted = try #require(expected.volumeDice["\(row["case"] ?? "").nii.gz"])
        #expect(abs(dice - wanted) <= 0.6e-5, "\(name) \(row)")
      }
      let slices = try rows("scores-by-slice.csv").compactMap { Double($0["dice"] ?? "") }
      #expect(slices.count == expected.slices, "\(name)")
      let mean = slices.reduce(0, +) / Double(slices.count)
      #expect(abs(mean - expected.meanSliceDice) <= 0.6e-5, "\(name)")
    }
  }

  @Test func twoSetsAreCompared() async throws {
    for (index, name) in TaskFolder.cases.enumerated() {
      for (folder, missing) in [("reference", 0), ("good", 40), ("bad", 200 + 50 * index)] {
        try FileManager.default.createDirectory(
          atPath: scratch(folder), withIntermediateDirectories: true)
        var file = ScanFile.label
        for voxel in file.voxels.indices.filter({ file.voxels[$0] != 0 }).prefix(missing) {
          file.voxels[voxel] = 0
        }
        try file.write(to: scratch("\(folder)/\(name).nii"))
      }
    }
    let outcome = try await SluiceProgram.run(
      "evaluate", "--labels", scratch("good"), "--against", scratch("bad"), "--reference",
      scratch("reference"), "--json")
    #expect(outcome.exit == 0, "\(outcome)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let comparisons = try #require((json as? [String: Any])?["comparisons"] as? [[String: Any]])
    let dice = try #require(
      comparisons.first { $0["metric"] as? String == "dice" && $0["level"] as? String == "volume" })
    #expect(try #require(dice["mean_difference"] as? Double) > 0)
    let test = try #require(dice["wilcoxon"] as? [String: Any])
    // three differences of one sign: 2 / 2³
    #expect(test["p_value"] as? Double == 0.25)
    #expect(test["method"] as? String == "exact")
  }

  @Test func badFilesAreListedAndCostOnlyThemselves() async throws {
    let task = try TaskFolder(scratch("task"))
    for name in TaskFolder.cases { try copy(task.label(name), to: "labels/\(name).nii") }
    var shifted = ScanFile.label
    shifted.affine[0][3] += 5
    try shifted.write(to: scratch("labels/a.nii"))
    try Data("no volume".utf8).write(to: URL(fileURLWithPath: scratch("labels/b.nii")))
    try ScanFile.label.write(to: scratch("labels/stranger.nii"))
    let outcome = try await SluiceProgram.run(
      "evaluate", "--labels", scratch("labels"), "--reference", task.path, "--out", scratch("out"))
    #expect(outcome.exit == 42, "\(outcome)")
    for message in [
      "a.nii: lies on another grid than its reference", "b.nii: is not a NIfTI",
      "stranger.nii: has no counterpart in",
    ] {
      #expect(outcome.errors.contains(message), "\(outcome)")
    }
    #expect(try rows("scores-by-volume.csv").compactMap { $0["case"] } == ["c"])
  }

  @Test func valuesAreCheckedAgainstTheClasses() async throws {
    let task = try TaskFolder(scratch("task"))
    for name in TaskFolder.cases {
      var label = ScanFile.label
      label.voxels[0] = 9
      try FileManager.default.createDirectory(
        atPath: scratch("labels"), withIntermediateDirectories: true)
      try label.write(to: scratch("labels/\(name)_0000.nii"))
    }
    let refused = try await SluiceProgram.run(
      "evaluate", "--labels", scratch("labels"), "--reference", task.path)
    #expect(refused.exit == 1, "\(refused)")
    #expect(refused.says("is none of the reference's classes (1 organ)"), "\(refused)")
    let merged = try await SluiceProgram.run(
      "evaluate", "--labels", scratch("labels"), "--reference", task.path, "--merged")
    #expect(merged.exit == 0, "\(merged)")
    #expect(merged.says("foreground"), "\(merged)")
  }

  @Test func placesWithNothingInCommonAreRefused() async throws {
    let task = try TaskFolder(scratch("task"))
    try copy(task.label("a"), to: "labels/other.nii")
    for (labels, message) in [
      ("task", "have no case in common"), ("nowhere", "cannot be read"),
      ("", "give \(scratch.path)/labels"),
    ] {
      let outcome = try await SluiceProgram.run(
        "evaluate", "--labels", scratch(labels), "--reference", scratch("labels"), "--out",
        scratch("out"))
      #expect(outcome.exit == 2, "\(outcome)")
      #expect(outcome.says(message), "\(outcome)")
      #expect(!Folder(scratch("out")).exists)
    }
  }
}

/// The `scores.json` beside the shared labels.
private struct PythonScores: Decodable {
  let slices: Int
  let meanSliceDice: Double
  let volumeDice: [String: Double]

  enum CodingKeys: String, CodingKey {
    case slices
    case meanSliceDice = "mean_slice_dice"
    case volumeDice = "volume_dice"
  }
}
