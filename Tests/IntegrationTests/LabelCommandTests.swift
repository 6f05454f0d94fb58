import Foundation
import Imaging
import Testing

/// `sluice label` and its options on good scans.
@Suite struct LabelCommandTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// Labels the small phantoms.
  private func label(
    _ out: String, _ options: String..., prompt: [String] = ["--prompt", "box"]
  ) async throws -> SluiceProgram.Outcome {
    try await SluiceProgram.run(
      ["label", "--dataset", try await Phantoms.small.path, "--checkpoint", Package.checkpoint]
        + prompt + ["--out", out] + options)
  }

  @Test func labelsAreKeptApartOrMerged() async throws {
    let apart = try await label(scratch("apart"), "--labels", "per-class")
    let merged = try await label(scratch("merged"), "--labels", "merged")
    #expect(apart.exit == 0, "\(apart)")
    #expect(merged.exit == 0, "\(merged)")
    let (one, other) = (RunFolderOnDisk(scratch("apart")), RunFolderOnDisk(scratch("merged")))
    let file = "phantom_001.nii.gz"
    #expect(try LabelVoxels(one.labels("box"), file).values == [0, 1, 2, 3, 4])
    #expect(try LabelVoxels(other.labels("box"), file).values == [0, 1])
    #expect(Set(try one.rows("scores.csv", "box").compactMap { $0["name"] }).count == 5)
    #expect(Set(try other.rows("scores.csv", "box").map { $0["name"] }) == ["foreground"])
    #expect(apart.says("liver"))
  }

  @Test(arguments: ["jsonl", "csv"])
  func promptsFromAFileGiveTheSameLabels(_ format: String) async throws {
    let file = scratch("boxes.\(format)")
    let written = try await SluiceProgram.run(
      "prompts", "--dataset", try await Phantoms.small.path, "--kind", "box", "--out", file)
    #expect(written.exit == 0, "\(written)")
    // What may have been corrected by hand isn't written over.
    for out in [file, scratch("")] {
      let again = try await SluiceProgram.run(
        "prompts", "--dataset", try await Phantoms.small.path, "--kind", "box", "--out", out)
      #expect(again.exit == 2 && again.says(out), "\(again)")
    }
    let made = try await label(scratch("made"))
    let drawn = try await label(scratch("drawn"), prompt: ["--prompts", file])
    #expect(made.exit == 0, "\(made)")
    #expect(drawn.exit == 0, "\(drawn)")
    let (box, fromFile) = (
      RunFolderOnDisk(scratch("made")), RunFolderOnDisk(scratch("drawn"))
    )
    #expect(box.volumes("box") == fromFile.volumes("file"))
    for volume in box.volumes("box") {
      #expect(
        try box.labels("box").bytes(volume) == fromFile.labels("file").bytes(volume), "\(volume)")
    }
    #expect(
      try box.labels("box").bytes("scores.csv") == fromFile.labels("file").bytes("scores.csv"))
  }

  @Test func keptEmbeddingsNeedNoEncoder() async throws {
    let first = try await label(scratch("first"))
    let again = try await label(scratch("again"), "--embeddings", scratch("first"), "--json")
    let points = try await label(
      scratch("points"), "--embeddings", scratch("first"), prompt: ["--prompt", "interior"])
    #expect(first.exit == 0, "\(first)")
    #expect(again.exit == 0, "\(again)")
    #expect(points.exit == 0, "\(points)")
    let (one, other) = (RunFolderOnDisk(scratch("first")), RunFolderOnDisk(scratch("again")))
    #expect(try one.labels("box").differences(from: other.labels("box")) == [])
    #expect(RunFolderOnDisk(scratch("points")).volumes("interior").count == 3)
    // Nothing of the second run's graph encodes, and it keeps no second copy.
    #expect(!(try other.folder.text("run.json").contains("sam-encoder")))
    #expect(!other.shards.exists)
  }

  @Test(arguments: [["--window", "-160,240"], ["--medsam"], ["--orientation", "stored"]])
  func embeddingsMadeOtherwiseAreRefused(_ options: [String]) async throws {
    #expect(try await label(scratch("first")).exit == 0)
    let refused = try await SluiceProgram.run(
      [
        "label", "--dataset", try await Phantoms.small.path, "--checkpoint", Package.checkpoint,
        "--prompt", "box", "--embeddings", scratch("first"), "--out", scratch("other"),
      ] + options)
    #expect(refused.exit == 2, "\(refused)")
    #expect(refused.says("phantom_001 was made with"), "\(refused)")
    #expect(!Folder(scratch("other")).exists)
  }

  @Test func embeddingsOfAnotherCheckpointAreRefused() async throws {
    #expect(try await label(scratch("first")).exit == 0)
    let checkpoint = scratch("model.safetensors")
    var model = try Data(contentsOf: URL(fileURLWithPath: Package.checkpoint))
    model[model.count / 2 & ~1] ^= 1
    try model.write(to: URL(fileURLWithPath: checkpoint))
    let refused = try await SluiceProgram.run([
      "label", "--dataset", try await Phantoms.small.path, "--checkpoint", checkpoint,
      "--prompt", "box", "--embeddings", scratch("first"), "--out", scratch("other"),
    ])
    #expect(refused.exit == 2, "\(refused)")
    #expect(refused.says("phantom_001 was made by another model"), "\(refused)")
    #expect(!Folder(scratch("other")).exists)
  }

  @Test func embeddingsOfAnotherScanAreRefused() async throws {
    let task = try TaskFolder(scratch("task"))
    #expect(try await task.label(into: scratch("first")).exit == 0)
    // The same size and grid, but not the same patient.
    var scan = try Data(contentsOf: URL(fileURLWithPath: task.image("b")))
    scan[scan.count - 1] ^= 1
    try scan.write(to: URL(fileURLWithPath: task.image("b")))
    let outcome = try await task.label(into: scratch("other"), "--embeddings", scratch("first"))
    #expect(outcome.exit == 42, "\(outcome)")
    #expect(try RunFolderOnDisk(scratch("other")).quarantined().cases == ["b"])
    #expect(outcome.says("was made of another file"), "\(outcome)")
  }

  @Test func aLimitStopsAfterSlices() async throws {
    let outcome = try await label(scratch("run"), "--limit-slices", "15")
    #expect(outcome.exit == 0, "\(outcome)")
    let run = RunFolderOnDisk(scratch("run"))
    // The first case has 12 slices, so the limit falls into the second; the third isn't reached.
    #expect(run.volumes("box") == ["phantom_001.nii.gz", "phantom_002.nii.gz"])
    let slices = Set(
      try run.rows("provenance.csv", "box").map { "\($0["case"] ?? "") \($0["slice"] ?? "")" })
    #expect(slices.count == 15)
    #expect(run.folder.partialFiles.isEmpty)
  }

  @Test func thePrintedGraphDoesTheSame() async throws {
    let printed = try await label(scratch("unused"), "--print-graph")
    #expect(printed.exit == 0, "\(printed)")
    #expect(!Folder(scratch("unused")).exists)
    try Data(printed.output.utf8).write(to: URL(fileURLWithPath: scratch("graph.yaml")))
    let labelled = try await label(scratch("labelled"))
    let ran = try await SluiceProgram.run(
      "run", scratch("graph.yaml"), "--out", scratch("ran"))
    #expect(labelled.exit == 0, "\(labelled)")
    #expect(ran.exit == 0, "\(ran)")
    let (one, other) = (RunFolderOnDisk(scratch("labelled")), RunFolderOnDisk(scratch("ran")))
    #expect(try one.labels("box").differences(from: other.labels("box")) == [])
    #expect(try one.shards.differences(from: other.shards) == [])
  }

  @Test func aDryRunWritesNothing() async throws {
    let outcome = try await label(scratch("run"), "--dry-run")
    #expect(outcome.exit == 0, "\(outcome)")
    #expect(outcome.says("Would label 3 cases with 36 slices"), "\(outcome)")
    for line in ["slices with a prompt  about 36", "time ", "memory ", "disk "] {
      #expect(outcome.says(line), "\(outcome)")
    }
    #expect(Folder(scratch.path).files == [])
    #expect(!Folder(scratch("run")).exists)
  }

  @Test func aDryRunSaysWhatIsMissingOnce() async throws {
    let dataset = scratch("phantoms")
    try FileManager.default.copyItem(atPath: try await Phantoms.small.path, toPath: dataset)
    try FileManager.default.removeItem(atPath: "\(dataset)/labelsTr/phantom_002.nii.gz")
    let outcome = try await SluiceProgram.run([
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box", "--out",
      scratch("run"), "--dry-run", "--allow-missing",
    ])
    #expect(outcome.exit == 0, "\(outcome)")
    let lines = outcome.errors.split(separator: "\n").filter { $0.contains("is missing") }
    #expect(lines.count == 1, "\(outcome)")
  }

  @Test func casesAreChosenByPattern() async throws {
    let included = try await label(scratch("included"), "--include", "*_00[12]", "--include", "*3")
    let excluded = try await label(scratch("excluded"), "--exclude", "*_002")
    let none = try await label(scratch("none"), "--include", "liver*")
    #expect(included.exit == 0, "\(included)")
    #expect(RunFolderOnDisk(scratch("included")).volumes("box").contains("phantom_003.nii.gz"))
    #expect(excluded.exit == 0, "\(excluded)")
    #expect(
      RunFolderOnDisk(scratch("excluded")).volumes("box")
        == ["phantom_001.nii.gz", "phantom_003.nii.gz"])
    #expect(none.exit == 2)
    #expect(none.says("phantom_001"), "\(none)")
    #expect(!Folder(scratch("none")).exists)
  }

  @Test func aFolderThatHoldsSomethingIsRefused() async throws {
    try Data("mine".utf8).write(to: URL(fileURLWithPath: scratch("notes.txt")))
    let outcome = try await label(scratch.path)
    #expect(outcome.exit == 2)
    #expect(outcome.says("notes.txt"), "\(outcome)")
    #expect(Folder(scratch.path).files == ["notes.txt"])
  }

  @Test func threadsChangeNothing() async throws {
    for threads in 1...3 {
      let outcome = try await label(
        scratch("\(threads)"), "--threads", "\(threads)", "--keep", "embeddings,logits,masks",
        prompt: ["--prompt", "box,interior"])
      #expect(outcome.exit == 0, "\(outcome)")
    }
    let one = RunFolderOnDisk(scratch("1"))
    for threads in 2...3 {
      let other = RunFolderOnDisk(scratch("\(threads)"))
      #expect(
        try Folder("\(one.folder.path)/labels").differences(
          from: Folder("\(other.folder.path)/labels")) == [])
      #expect(try one.shards.differences(from: other.shards) == [])
    }
  }

  @Test func uprightAndStoredSlicesBothScore() async throws {
    for orientation in ["upright", "stored"] {
      let outcome = try await label(scratch(orientation), "--orientation", orientation)
      #expect(outcome.exit == 0, "\(outcome)")
      let dice = try RunFolderOnDisk(scratch(orientation)).volumeDice("foreground", "box")
      #expect(dice > 0.75, "\(orientation)")
    }
  }

  @Test func theOrderOfAxesChangesNothing() async throws {
    for (name, turns) in [("slowest", false), ("fastest", true)] {
      let task = try TaskFolder(scratch(name))
      if turns {
        for one in TaskFolder.cases {
          try ScanFile.scan.slicesFastest().write(to: task.image(one))
          try ScanFile.label.slicesFastest().write(to: task.label(one))
        }
      }
      let outcome = try await task.label(into: scratch("\(name)-run"))
      #expect(outcome.exit == 0, "\(outcome)")
    }
    let (slowest, fastest) = (
      RunFolderOnDisk(scratch("slowest-run")), RunFolderOnDisk(scratch("fastest-run"))
    )
    let plain = try LabelVoxels(slowest.labels("box"), "a.nii", slicing: .upright)
    let turned = try LabelVoxels(fastest.labels("box"), "a.nii", slicing: .upright)
    #expect(plain.values == [0, 1])
    #expect(plain.voxels == turned.voxels)
    #expect(
      try slowest.labels("box").bytes("scores.csv") == fastest.labels("box").bytes("scores.csv"))
  }
}
