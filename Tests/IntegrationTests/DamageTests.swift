import Foundation
import Testing

/// Files that change after they were written: found, named, made again, and never used.
@Suite struct DamageTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func label(_ out: String, checkpoint: String = Package.checkpoint) async throws
    -> SluiceProgram.Outcome
  {
    try await SluiceProgram.run([
      "label", "--dataset", try await Phantoms.small.path, "--checkpoint", checkpoint, "--prompt",
      "box", "--keep", "embeddings,logits,masks", "--overlays", "1", "--out", out,
    ])
  }

  private func flip(_ path: String, at position: Int, bit: Int = 3) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    try handle.seek(toOffset: UInt64(position))
    let byte = try #require(try handle.read(upToCount: 1)?.first)
    try handle.seek(toOffset: UInt64(position))
    try handle.write(contentsOf: [byte ^ (1 << bit)])
  }

  /// Files of every kind, or how the name of the only such file begins, and where in them.
  @Test(arguments: [
    ("shards/embeddings.zarr/phantom_002/c/0/0/0/0", 0.1),  // a chunk
    ("shards/embeddings.zarr/phantom_002/c/0/0/0/0", 0.9999),  // the index
    ("shards/logits.zarr/phantom_001.box/c/0/0/0", 0.5),
    ("shards/masks.zarr/phantom_003.box/c/0/0/0", 0.5),
    ("shards/embeddings.zarr/phantom_001/zarr.json", 0.5),
    ("shards/embeddings.zarr/zarr.json", 0.5),
    ("labels/box/phantom_002.nii.gz", 0.5),
    ("labels/box/tables/phantom_003.scores.csv", 0.5),
    ("labels/box/provenance.csv", 0.5),
    ("overlays/box/phantom_001_", 0.5),
  ])
  func aFlippedBitIsFoundNamedAndMadeGood(_ name: String, _ place: Double) async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    let file = try #require(Folder(out).files.first { $0.hasPrefix(name) }, "\(name)")
    let whole = scratch("whole")
    try FileManager.default.copyItem(atPath: out, toPath: whole)
    #expect(try await SluiceProgram.run("verify", out).exit == 0)
    let path = "\(out)/\(file)"
    let length = try Folder(out).bytes(file).count
    try flip(path, at: Int(Double(length) * place))
    let verified = try await SluiceProgram.run("verify", out)
    #expect(verified.exit == 1, "\(verified)")
    #expect(verified.says(file), "\(verified)")
    let repaired = try await SluiceProgram.run("verify", out, "--repair")
    #expect(repaired.exit == 0, "\(repaired)")
    #expect(try await label(out).exit == 0)
    for part in ["labels", "shards", "overlays"] {
      #expect(
        try Folder("\(out)/\(part)").differences(from: Folder("\(whole)/\(part)")) == [], "\(part)")
    }
    #expect(try await SluiceProgram.run("verify", out, "--deep").exit == 0)
  }

  /// The journal itself: whatever bit is flipped, no wrong receipt is believed.
  @Test func aFlippedBitInTheJournalCostsItsEntryAlone() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    let whole = scratch("whole")
    try FileManager.default.copyItem(atPath: out, toPath: whole)
    let length = try Folder(out).bytes("journal").count
    for step in 0..<8 {
      try FileManager.default.removeItem(atPath: out)
      try FileManager.default.copyItem(atPath: whole, toPath: out)
      try flip("\(out)/journal", at: length * (2 * step + 1) / 16, bit: step)
      let again = try await label(out)
      #expect(again.exit == 0, "\(again)")
      #expect(again.says("damaged entry") || again.says("was cut off"), "\(again)")
      for part in ["labels", "shards"] {
        #expect(
          try Folder("\(out)/\(part)").differences(from: Folder("\(whole)/\(part)")) == [],
          "\(part)")
      }
      // What is damaged stays in the file until it is asked to be taken out.
      if again.says("damaged entry") {
        #expect(try await SluiceProgram.run("verify", out).exit == 1)
      }
      #expect(try await SluiceProgram.run("verify", out, "--repair").exit == 0)
      let verified = try await SluiceProgram.run("verify", out)
      #expect(verified.exit == 0, "\(verified)")
      #expect(verified.says(", 0 problems"), "\(verified)")
    }
  }

  @Test func aFlippedBitInTheCheckpointIsAnotherCheckpoint() async throws {
    let checkpoint = scratch("model.safetensors")
    try FileManager.default.copyItem(atPath: Package.checkpoint, toPath: checkpoint)
    let out = scratch("run")
    #expect(try await label(out, checkpoint: checkpoint).exit == 0)
    let length = try Data(contentsOf: URL(fileURLWithPath: checkpoint)).count
    // A low bit of a weight's mantissa: the model still loads.
    try flip(checkpoint, at: length / 2 & ~1, bit: 0)
    let again = try await label(out, checkpoint: checkpoint)
    #expect(again.exit == 0, "\(again)")
    #expect(again.says("encoder.checkpoint: "), "\(again)")
    #expect(again.says("labels: 0 finished, 3 to do again"), "\(again)")
  }

  /// Scans on a disk that is not mounted say nothing against labels.
  @Test func labelsWhoseScansAreOutOfReachAreKept() async throws {
    let dataset = scratch("dataset")
    try FileManager.default.copyItem(atPath: try await Phantoms.small.path, toPath: dataset)
    let out = scratch("run")
    let labelled = try await SluiceProgram.run([
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box",
      "--overlays", "0", "--out", out,
    ])
    #expect(labelled.exit == 0, "\(labelled)")
    let before = Folder("\(out)/labels").files
    // Another scan in the place of the one that was labelled.
    let scans = "\(dataset)/imagesTr"
    try FileManager.default.removeItem(atPath: "\(scans)/phantom_001.nii.gz")
    try FileManager.default.copyItem(
      atPath: "\(scans)/phantom_002.nii.gz", toPath: "\(scans)/phantom_001.nii.gz")
    let changed = try await SluiceProgram.run("verify", out, "--deep")
    #expect(changed.says("phantom_001.nii.gz has changed since it was labelled"), "\(changed)")
    // What lies on another scan's grid is no fault of the labels.
    #expect(changed.exit == 0 && !changed.says("different grids"), "\(changed)")
    try FileManager.default.moveItem(atPath: dataset, toPath: scratch("away"))
    let verified = try await SluiceProgram.run("verify", out, "--deep", "--repair")
    #expect(verified.says("can't be compared with its scan"), "\(verified)")
    #expect(verified.says("0 units dropped"), "\(verified)")
    #expect(Folder("\(out)/labels").files == before)
    #expect(before.contains { $0.hasSuffix(".nii.gz") })
  }

  @Test func lookingChangesNothing() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    let journal = URL(fileURLWithPath: "\(out)/journal")
    let torn = try Data(contentsOf: journal) + Data("0123abcd receipt labels/pha".utf8)
    try torn.write(to: journal)
    let verified = try await SluiceProgram.run("verify", out)
    #expect(verified.exit == 1, "\(verified)")
    #expect(verified.says("the last entry is not whole (27 bytes at"), "\(verified)")
    #expect(try Data(contentsOf: journal) == torn)
    let again = try await label(out)
    #expect(again.exit == 0, "\(again)")
    #expect(again.says("was cut off (27 bytes at"), "\(again)")
    #expect(try await SluiceProgram.run("verify", out).exit == 0)
  }

  @Test func verifyNeedsARun() async throws {
    let outcome = try await SluiceProgram.run("verify", scratch.path)
    #expect(outcome.exit == 2, "\(outcome)")
    #expect(outcome.says("holds no run"), "\(outcome)")
  }

  @Test func aJournalThatWasEmptiedOrLostIsNoticed() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    let journal = URL(fileURLWithPath: "\(out)/journal")
    try Data().write(to: journal)
    let verified = try await SluiceProgram.run("verify", out)
    #expect(verified.exit == 1, "\(verified)")
    #expect(verified.says("is empty, though there are results beside it"), "\(verified)")
    // There is nothing that could be dropped.
    #expect(try await SluiceProgram.run("verify", out, "--repair").exit == 1)
    let copy = scratch("copy")
    try FileManager.default.copyItem(atPath: out, toPath: copy)
    let again = try await label(copy)
    #expect(again.exit == 0 && again.says("all of them are made again"), "\(again)")
    try FileManager.default.removeItem(at: journal)
    #expect(try await SluiceProgram.run("verify", out).says("whose journal is gone"))
    let refused = try await label(out)
    #expect(refused.exit == 2, "\(refused)")
    #expect(refused.says("whose journal is gone"), "\(refused)")
  }

  @Test func oneDamagedArrayDoesNotHideTheOthers() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    try Data("{".utf8).write(
      to: URL(fileURLWithPath: "\(out)/shards/embeddings.zarr/phantom_001/zarr.json"))
    let shard = try #require(
      Folder(out).files.first { $0.hasPrefix("shards/embeddings.zarr/phantom_002/c/") })
    try flip("\(out)/\(shard)", at: 100)
    let verified = try await SluiceProgram.run("shards", "verify", out)
    #expect(verified.exit == 1, "\(verified)")
    #expect(verified.says("embeddings.zarr/phantom_001: "), "\(verified)")
    #expect(verified.says("embeddings.zarr/phantom_002: "), "\(verified)")
    // Of a store that is damaged itself, too.
    try Data("{".utf8).write(to: URL(fileURLWithPath: "\(out)/shards/embeddings.zarr/zarr.json"))
    let below = try await SluiceProgram.run("shards", "verify", "\(out)/shards/embeddings.zarr")
    #expect(below.says("4 arrays, 3 problems"), "\(below)")
    let listed = try await SluiceProgram.run("shards", "ls", out)
    #expect(listed.exit == 1, "\(listed)")
    #expect(listed.says("embeddings.zarr/phantom_003"), "\(listed)")
    #expect(listed.says("phantom_001/zarr.json"), "\(listed)")
    try FileManager.default.removeItem(atPath: "\(out)/shards/embeddings.zarr/zarr.json")
    let headless = try await SluiceProgram.run("shards", "ls", out)
    #expect(headless.exit == 1, "\(headless)")
    #expect(headless.says("embeddings.zarr/zarr.json"), "\(headless)")
  }

  @Test func embeddingsThatWereMendedAreTriedAgain() async throws {
    let (out, other) = (scratch("run"), scratch("other"))
    #expect(try await label(out).exit == 0)
    let shard = try #require(
      Folder(out).files.first { $0.hasPrefix("shards/embeddings.zarr/phantom_002/c/") })
    try flip("\(out)/\(shard)", at: 100)
    let command = [
      "label", "--dataset", try await Phantoms.small.path, "--checkpoint", Package.checkpoint,
      "--prompt", "box", "--embeddings", out, "--out", other,
    ]
    let damaged = try await SluiceProgram.run(command)
    #expect(damaged.exit == 42, "\(damaged)")
    #expect(try await SluiceProgram.run("verify", out, "--repair").exit == 0)
    #expect(try await label(out).exit == 0)
    let again = try await SluiceProgram.run(command)
    #expect(again.exit == 0, "\(again)")
  }

  @Test func aTableThatWasCutIsNotShownAsIfItWereWhole() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    #expect(try await !SluiceProgram.run("report", out).says("warning"))
    let table = "\(out)/labels/box/scores.csv"
    let whole = try Data(contentsOf: URL(fileURLWithPath: table))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: table))
    let report = try await SluiceProgram.run("report", out)
    #expect(report.says("warning: labels/box/scores.csv has"), "\(report)")
    #expect(try Folder(out).text("report.html").contains("labels/box/scores.csv has"))
  }

  @Test func embeddingsOfADamagedStoreAreRefusedOnce() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    try Data("{".utf8).write(to: URL(fileURLWithPath: "\(out)/shards/embeddings.zarr/zarr.json"))
    let refused = try await SluiceProgram.run([
      "label", "--dataset", try await Phantoms.small.path, "--checkpoint", Package.checkpoint,
      "--prompt", "box", "--embeddings", out, "--out", scratch("other"),
    ])
    #expect(refused.exit == 2, "\(refused)")
    #expect(refused.says("embeddings.zarr/zarr.json"), "\(refused)")
    #expect(refused.says("sluice verify"), "\(refused)")
  }

  /// Nothing is decided by them.
  @Test func recordsForPeopleMayBeDamaged() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    for name in ["status.json", "timeline.jsonl", "metrics.json", "run.json"] {
      try Data("{\"x".utf8).write(to: URL(fileURLWithPath: "\(out)/\(name)"))
    }
    let status = try await SluiceProgram.run("status", out)
    #expect(status.exit == 2 && status.says("status.json is damaged"), "\(status)")
    #expect(try await SluiceProgram.run("report", out).exit == 0)
    let verified = try await SluiceProgram.run("verify", out)
    #expect(verified.exit == 0, "\(verified)")
    for name in ["status.json", "metrics.json", "run.json"] {
      #expect(verified.says("note: \(out)/\(name) is no JSON any more"), "\(verified)")
    }
    #expect(try await label(out).exit == 0)
    #expect(try await SluiceProgram.run("status", out).exit == 0)
  }

  /// What is in the way of repairing is named, and the rest is done.
  @Test func aFolderInTheWayOfAFileIsNamed() async throws {
    let out = scratch("run")
    #expect(try await label(out).exit == 0)
    let label = "\(out)/labels/box/phantom_001.nii.gz"
    try FileManager.default.removeItem(atPath: label)
    try FileManager.default.createDirectory(atPath: label, withIntermediateDirectories: false)
    try flip("\(out)/labels/box/phantom_002.nii.gz", at: 100)
    let repaired = try await SluiceProgram.run("verify", out, "--repair")
    #expect(repaired.exit == 1, "\(repaired)")
    #expect(repaired.says("phantom_001.nii.gz: can't remove"), "\(repaired)")
    #expect(!FileManager.default.fileExists(atPath: "\(out)/labels/box/phantom_002.nii.gz"))
    // In the way of the run, too, whose fault no case is.
    let stopped = try await self.label(out)
    #expect(stopped.exit == 1, "\(stopped)")
    #expect(!Folder(out).files.contains("quarantine.jsonl"))
    try FileManager.default.removeItem(atPath: label)
    #expect(try await self.label(out).exit == 0)
    #expect(try await SluiceProgram.run("verify", out, "--deep").exit == 0)
  }
}
