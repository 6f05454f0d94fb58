import Foundation
import Testing

/// One bad scan among three: it is set aside with its reason, and the others are as if it had not been.
@Suite struct BadScanTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// How case `b` is spoilt, and what has to be said of it.
  struct Damage: Sendable, CustomTestStringConvertible {
    let name: String
    let messages: [String]
    let spoil: @Sendable (TaskFolder) throws -> Void

    init(
      _ name: String, _ messages: String..., spoil: @escaping @Sendable (TaskFolder) throws -> Void
    ) {
      self.name = name
      self.messages = messages
      self.spoil = spoil
    }

    var testDescription: String { name }
  }

  static let damages = [
    Damage("truncated gzip", "b.nii.gz", "unexpected end of file", "copy the file again") {
      try $0.gzipImage { $0 = $0.prefix($0.count / 2) }
    },
    Damage("corrupt gzip", "b.nii.gz", "the gzip stream is damaged", "copy the file again") {
      try $0.gzipImage { $0[$0.count / 2] ^= 0xFF }
    },
    Damage("wrong gzip checksum", "b.nii.gz", "data check", "copy the file again") {
      try $0.gzipImage { $0[$0.count - 8] ^= 1 }
    },
    Damage("sizes that lie", "b.nii", "promises 43008352 bytes", "header is wrong") {
      try $0.spoilImage { $0.dimensions[3] = 6000 }
    },
    Damage("absurd sizes", "b.nii", "promises", "header is wrong") {
      try $0.spoilImage { $0.dimensions = [3, 32767, 32767, 32767, 1, 1, 1, 1] }
    },
    Damage("negative size", "b.nii", "dim[1] is -5") {
      try $0.spoilImage { $0.dimensions[1] = -5 }
    },
    Damage("zero slices", "b.nii", "dim[3] is 0", "at least one voxel") {
      try $0.spoilImage { $0.dimensions[3] = 0 }
    },
    Damage("4-D", "b.nii", "4-D", "2 time points", "give a single volume") {
      try $0.spoilImage {
        $0.dimensions = [4, 64, 56, 6, 2, 1, 1, 1]
        $0.voxels += $0.voxels
      }
    },
    Damage("no NIfTI", "b.nii", "is not a NIfTI-1 or NIfTI-2 file") {
      try Data("patient name".utf8).write(to: URL(fileURLWithPath: $0.image("b")))
    },
    Damage("empty file", "b.nii") {
      try Data().write(to: URL(fileURLWithPath: $0.image("b")))
    },
    Damage("label of another shape", "b.nii", "different grids", "shapes differ", "resample") {
      var label = ScanFile.label
      label.dimensions[3] = 5
      try label.write(to: $0.label("b"))
    },
    Damage("label elsewhere", "b.nii", "corners lie up to 4 mm apart", "resample") {
      var label = ScanFile.label
      label.affine[0][3] += 4
      try label.write(to: $0.label("b"))
    },
    Damage("undeclared label", "labelsTr/b.nii", "label 9 at slice 3", "declares 0, 1") {
      var label = ScanFile.label
      label.voxels[3 * 64 * 56 + 1000] = 9
      try label.write(to: $0.label("b"))
    },
  ]

  @Test(arguments: damages) func isSetAside(_ damage: Damage) async throws {
    let task = try TaskFolder(scratch("task"))
    try damage.spoil(task)
    let outcome = try await task.label(into: scratch("run"))
    #expect(outcome.exit == 42, "\(outcome)")
    let run = RunFolderOnDisk(scratch("run"))
    let quarantined = try run.quarantined()
    #expect(quarantined.cases == ["b"])
    for message in damage.messages {
      #expect(quarantined.text.replacing("\\/", with: "/").contains(message), "\(outcome)")
      #expect(outcome.says(message), "\(outcome)")
    }
    #expect(run.volumes("box") == ["a.nii", "c.nii"])
    #expect(run.folder.partialFiles == [])
    #expect(!run.shards.files.contains { $0.contains("/b/") })

    let clean = try await CleanRun.shared.folder
    for volume in ["a.nii", "c.nii"] {
      #expect(
        try run.labels("box").bytes(volume) == clean.labels("box").bytes(volume), "\(volume)")
    }
    for table in ["scores.csv", "provenance.csv"] {
      let rows = try clean.rows(table, "box").filter { $0["case"] != "b" }
      #expect(try run.rows(table, "box") == rows)
    }
    for shard in clean.shards.files where !shard.contains("/b/") {
      #expect(try run.shards.bytes(shard) == clean.shards.bytes(shard), "\(shard)")
    }
  }

  /// Broken after it had been labelled: what was made of it is of another file, and goes.
  @Test(arguments: [0, 4]) func isSetAsideThoughItWasFinishedBefore(_ damage: Int) async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out, "--keep", "embeddings,logits,masks").exit == 0)
    try Self.damages[damage].spoil(task)
    #expect(try await task.label(into: out, "--keep", "embeddings,logits,masks").exit == 42)
    let run = RunFolderOnDisk(out)
    #expect(run.volumes("box") == ["a.nii", "c.nii"])
    #expect(run.shards.files.filter { $0.contains("/b/") || $0.contains("/b.box/") } == [])
    for folder in ["embeddings.zarr/b", "logits.zarr/b.box", "masks.zarr/b.box"] {
      #expect(!Folder("\(run.shards.path)/\(folder)").exists, "\(folder)")
    }
    #expect(!(try run.labels("box").text("scores.csv").contains(",b,")))
    let verified = try await SluiceProgram.run("verify", out, "--deep")
    #expect(verified.exit == 0, "\(verified)")
    #expect(!verified.says("note"), "\(verified)")
  }

  @Test func theRunStopsIfAsked() async throws {
    let task = try TaskFolder(scratch("task"))
    try task.gzipImage { $0[$0.count / 2] ^= 0xFF }
    let outcome = try await task.label(into: scratch("run"), "--on-failure", "stop")
    #expect(outcome.exit == 1, "\(outcome)")
    #expect(outcome.says("b.nii.gz"), "\(outcome)")
    let run = RunFolderOnDisk(scratch("run"))
    #expect(!run.volumes("box").contains("b.nii"))
    #expect(!run.volumes("box").contains("c.nii"))
    #expect(run.folder.partialFiles == [])
  }

  @Test func aRunOfBadScansAloneFails() async throws {
    let task = try TaskFolder(scratch("task"))
    for name in TaskFolder.cases {
      var scan = ScanFile.scan
      scan.dimensions[3] = 0
      try scan.write(to: task.image(name))
    }
    let outcome = try await task.label(into: scratch("run"))
    #expect(outcome.exit == 1, "\(outcome)")
    let run = RunFolderOnDisk(scratch("run"))
    #expect(try run.quarantined().cases == TaskFolder.cases)
    #expect(run.volumes("box") == [])
    #expect(run.folder.partialFiles == [])
  }

  @Test func voxelsThatAreNoNumbersAreTakenAsAir() async throws {
    let task = try TaskFolder(scratch("task"))
    try task.spoilImage {
      $0.dataType = .float32
      $0.voxels[1000] = .nan
      $0.voxels[2000] = .infinity
      $0.voxels[3000] = -.infinity
    }
    let outcome = try await task.label(into: scratch("run"))
    #expect(outcome.exit == 0, "\(outcome)")
    #expect(outcome.says("3 voxels are NaN or infinite; taken as air"), "\(outcome)")
    #expect(outcome.says("case: b"), "\(outcome)")
    #expect(RunFolderOnDisk(scratch("run")).volumes("box").count == 3)
  }

  /// Names under which an array or a table can't be: nothing of the case is left anywhere.
  @Test(arguments: ["new\nline", String(repeating: "x", count: 241)])
  func aNameThatNoResultCanHaveSetsTheCaseAside(_ name: String) async throws {
    let task = try TaskFolder(scratch("task"))
    for part in ["imagesTr", "labelsTr"] {
      try FileManager.default.moveItem(
        atPath: "\(task.path)/\(part)/b.nii", toPath: "\(task.path)/\(part)/\(name).nii")
    }
    let outcome = try await SluiceProgram.run([
      "label", "--dataset", "\(task.path)/imagesTr", "--references", "\(task.path)/labelsTr",
      "--checkpoint", Package.checkpoint, "--prompt", "box", "--out", scratch("run"),
    ])
    #expect(outcome.exit == 42 && outcome.says("no result can have this name"), "\(outcome)")
    let run = RunFolderOnDisk(scratch("run"))
    #expect(try run.quarantined().cases == [name])
    let left = run.folder.files.filter { $0.contains(name) }
    #expect(left == [])
    #expect(Set(try run.rows("scores.csv", "box").compactMap { $0["case"] }) == ["a", "c"])
  }

  @Test func aNameThatIsNoTextIsSaidToBe() async throws {
    let task = try TaskFolder(scratch("task"))
    let bytes = Array("\(task.path)/imagesTr/".utf8) + [0xFF] + Array("b.nii\0".utf8)
    let moved = bytes.withUnsafeBufferPointer { new in
      new.withMemoryRebound(to: CChar.self) { rename(task.image("b"), $0.baseAddress!) }
    }
    #expect(moved == 0)
    let outcome = try await SluiceProgram.run([
      "label", "--dataset", "\(task.path)/imagesTr", "--references", "\(task.path)/labelsTr",
      "--checkpoint", Package.checkpoint, "--prompt", "box", "--out", scratch("run"),
    ])
    #expect(outcome.exit == 2 && outcome.says("is not UTF-8"), "\(outcome)")
  }

  @Test func aSlopeThatIsNoNumberIsNamed() async throws {
    let task = try TaskFolder(scratch("task"))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: task.image("b")))
    bytes.replaceSubrange(112..<116, with: withUnsafeBytes(of: Float.nan.bitPattern) { Data($0) })
    try bytes.write(to: URL(fileURLWithPath: task.image("b")))
    let outcome = try await task.label(into: scratch("run"))
    #expect(outcome.exit == 0 && outcome.says("scl_slope or scl_inter of"), "\(outcome)")
  }

  @Test func intensitiesThatAreNoHUAreWarnedOf() async throws {
    let task = try TaskFolder(scratch("task"))
    try task.spoilImage { $0.voxels = $0.voxels.map { $0 + 1024 } }
    let outcome = try await task.label(into: scratch("run"))
    #expect(outcome.exit == 0, "\(outcome)")
    let warning = "the rescale intercept (often -1024) seems to be missing"
    #expect(outcome.errors.contains(warning) && outcome.output.contains(warning), "\(outcome)")
    #expect(try RunFolderOnDisk(scratch("run")).folder.text("report.html").contains(warning))
    // A run that reads nothing still knows; one that reads what was mended takes it back.
    let again = try await task.label(into: scratch("run"))
    #expect(again.exit == 0 && again.output.contains(warning), "\(again)")
    try task.spoilImage { _ in }
    let mended = try await task.label(into: scratch("run"))
    #expect(mended.exit == 0 && !mended.says(warning), "\(mended)")
    #expect(try !RunFolderOnDisk(scratch("run")).folder.text("report.html").contains(warning))
    #expect(RunFolderOnDisk(scratch("run")).volumes("box").count == 3)
  }
}

extension TaskFolder {
  /// Writes `b`'s image as the good scan with a change.
  func spoilImage(_ change: (inout ScanFile) -> Void) throws {
    var scan = ScanFile.scan
    change(&scan)
    try scan.write(to: image("b"))
  }
}

/// The run of a task without damage, made once.
final class CleanRun: Sendable {
  static let shared = CleanRun()

  private let making: Task<RunFolderOnDisk, any Error>

  private init() {
    making = Task {
      let scratch = try Scratch.shared.get()
      let folder = scratch("clean-run")
      let task = try TaskFolder(scratch("clean-task"))
      let outcome = try await task.label(into: folder)
      try #require(outcome.exit == 0, "\(outcome)")
      return RunFolderOnDisk(folder)
    }
  }

  var folder: RunFolderOnDisk { get async throws { try await making.value } }
}
