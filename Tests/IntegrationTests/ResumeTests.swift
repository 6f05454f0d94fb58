import Foundation
import Testing

/// Runs that were interrupted, and what the same command makes of them.
@Suite struct ResumeTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func label(
    _ dataset: String, into out: String, prompt: String = "box,jittered-box", _ more: [String] = [],
    onLine: (@Sendable (Substring, Process) -> Void)? = nil
  ) async throws -> SluiceProgram.Outcome {
    try await SluiceProgram.run(
      [
        "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", prompt,
        "--keep", "embeddings,logits", "--overlays", "2", "--threads", "1", "--out", out,
      ] + more, onLine: onLine)
  }

  /// What a run leaves for people, apart from how it went.
  private func differences(_ one: String, _ other: String) throws -> [String] {
    try ["labels", "shards", "overlays"].flatMap { part in
      try Folder("\(one)/\(part)").differences(from: Folder("\(other)/\(part)"))
    }
  }

  /// What stages have done in the latest session, and what they found.
  private func work(_ out: String, _ stage: String) throws -> (items: Int, recalled: Int) {
    let status =
      try JSONSerialization.jsonObject(with: Folder(out).bytes("status.json")) as? [String: Any]
    let stages = status?["stages"] as? [[String: Any]] ?? []
    let found = try #require(stages.first { $0["name"] as? String == stage })
    return (found["items"] as? Int ?? -1, found["recalled"] as? Int ?? -1)
  }

  /// How often the run on real CT is killed; `tools/soak` asks for more.
  private static let kills =
    Int(ProcessInfo.processInfo.environment["SLUICE_KILLS"] ?? "") ?? 50

  /// Kills a labelling run at instants spread over its length.
  @Test(
    .enabled(if: SharedFolder.exists, SharedFolder.skipped),
    .timeLimit(.minutes(10 + kills / 5)))
  func killedAtAnyInstantOnRealCT() async throws {
    let dataset = SharedFolder.path("data/ct-tasks/Task09_Spleen")
    let whole = scratch("whole")
    let clock = ContinuousClock()
    var length = Duration.zero
    length = try await clock.measure {
      let outcome = try await label(dataset, into: whole)
      #expect(outcome.exit == 0, "\(outcome)")
    }
    var killed = 0
    var attempts = 0
    while killed < Self.kills, attempts < 4 * Self.kills {
      attempts += 1
      let out = scratch("killed")
      // Spread evenly whatever the number: the fractional parts of multiples of the golden ratio.
      let delay = length * (Double(attempts) * 0.618_034).truncatingRemainder(dividingBy: 1)
      if try await kill(labelling: dataset, into: out, after: delay) {
        killed += 1
      } else {
        // It was through before: this machine is quicker now than it was.
        length = length * 0.9
      }
      let outcome = try await label(dataset, into: out)
      #expect(outcome.exit == 0, "after \(delay): \(outcome)")
      #expect(try differences(out, whole) == [], "after \(delay)")
      try FileManager.default.removeItem(atPath: out)
    }
    #expect(killed == Self.kills)
  }

  /// Starts to label and kills the process; whether it was still at work.
  private func kill(
    labelling dataset: String, into out: String, after delay: Duration
  ) async throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: SluiceProgram.path)
    process.currentDirectoryURL = URL(fileURLWithPath: Package.root)
    process.arguments = [
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt",
      "box,jittered-box", "--keep", "embeddings,logits", "--overlays", "2", "--threads", "1",
      "--out", out,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try await Task.sleep(for: delay)
    process.killAtOnce()
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  @Test func aFinishedRunIsNotDoneAgain() async throws {
    let dataset = try await Phantoms.small.path
    let out = scratch("run")
    #expect(try await label(dataset, into: out).exit == 0)
    let before = try Dictionary(
      uniqueKeysWithValues: Folder("\(out)/labels").files.map {
        (
          $0,
          try FileManager.default.attributesOfItem(atPath: "\(out)/labels/\($0)")[.modificationDate]
            as? Date
        )
      }.filter { $0.0.contains(".nii") })
    let again = try await label(dataset, into: out)
    #expect(again.exit == 0, "\(again)")
    #expect(again.says("labels: 3 finished, 0 to do"), "\(again)")
    #expect(again.says("3 cases finished (3 of them before)"), "\(again)")
    #expect(try work(out, "volumes").items == 0)
    for (file, date) in before {
      let now = try FileManager.default.attributesOfItem(atPath: "\(out)/labels/\(file)")
      #expect(now[.modificationDate] as? Date == date, "\(file)")
    }
  }

  @Test func aChangedOptionRedoesWhatDependsOnItAndSaysWhy() async throws {
    let dataset = try await Phantoms.small.path
    let out = scratch("run")
    #expect(try await label(dataset, into: out).exit == 0)
    let changed = try await label(dataset, into: out, ["--min-pixels", "30"])
    #expect(changed.exit == 0, "\(changed)")
    #expect(changed.says("embeddings: 3 finished, 0 to do"), "\(changed)")
    #expect(
      changed.says(
        "labels: 0 finished, 3 to do again (because decoder.min-pixels: 1 became 30)"),
      "\(changed)")
    // No slice was encoded again.
    let encoder = try work(out, "encoder")
    #expect(encoder.items == encoder.recalled && encoder.items > 0)
    #expect(Folder(out).files.contains("run.1.json"))
    let fresh = scratch("fresh")
    #expect(try await label(dataset, into: fresh, ["--min-pixels", "30"]).exit == 0)
    #expect(try differences(out, fresh) == [])
  }

  @Test func whatIsNotMadeAnyMoreIsRemoved() async throws {
    let dataset = try await Phantoms.small.path
    let (out, clean) = (scratch("run"), scratch("clean"))
    #expect(try await label(dataset, into: out, prompt: "box,interior").exit == 0)
    #expect(Folder(out).files.contains { $0.hasPrefix("labels/interior/tables/") })
    let again = try await label(dataset, into: out, prompt: "box")
    #expect(again.exit == 0, "\(again)")
    #expect(again.says("What a case does not make any more is removed"), "\(again)")
    #expect(again.says("(from labels/box, labels/interior, "), "\(again)")
    #expect(try await label(dataset, into: clean, prompt: "box").exit == 0)
    #expect(try differences(out, clean) == [])
    // No empty folders either.
    for part in ["labels", "shards", "overlays"] {
      let (left, made) = ("\(out)/\(part)", "\(clean)/\(part)")
      #expect(
        try FileManager.default.subpathsOfDirectory(atPath: left).sorted()
          == FileManager.default.subpathsOfDirectory(atPath: made).sorted())
    }
  }

  @Test func otherPromptsRedoNoEmbedding() async throws {
    let dataset = try await Phantoms.small.path
    let out = scratch("run")
    #expect(try await label(dataset, into: out, prompt: "box").exit == 0)
    let changed = try await label(dataset, into: out, prompt: "interior")
    #expect(changed.exit == 0, "\(changed)")
    #expect(changed.says(#"prompts.kinds: ["box"] became ["interior"]"#), "\(changed)")
    let encoder = try work(out, "encoder")
    #expect(encoder.items == encoder.recalled && encoder.items > 0)
    // What the other prompts had left is not what was asked for now.
    #expect(!Folder("\(out)/labels").files.contains { $0.hasPrefix("box/") && $0.contains(".nii") })
  }

  /// Even if somebody takes the lock's file for a leftover and removes it.
  @Test(arguments: [false, true]) func oneProcessAtATime(isLockRemoved: Bool) async throws {
    let dataset = try await Phantoms.long.path
    let out = scratch("run")
    let second = Answer()
    let first = try await label(dataset, into: out, ["--json"]) { line, process in
      guard line.contains("progress"), second.ask() else { return }
      if isLockRemoved { try? FileManager.default.removeItem(atPath: "\(out)/lock") }
      let other = Process()
      other.executableURL = URL(fileURLWithPath: SluiceProgram.path)
      other.arguments = [
        "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box",
        "--out",
        out,
      ]
      let pipe = Pipe()
      other.standardError = pipe
      other.standardOutput = FileHandle.nullDevice
      do {
        try other.run()
        let text = String(
          decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        other.waitUntilExit()
        second.give(other.terminationStatus, text)
      } catch {
        second.give(-1, "\(error)")
      }
      Foundation.kill(process.processIdentifier, SIGTERM)
    }
    #expect(second.exit == 2)
    let user = isLockRemoved ? "another process" : "process"
    #expect(second.text.contains("is in use by \(user)"), "\(second.text)")
    #expect(first.exit == 75, "\(first)")
  }

  @Test func whatWasSetAsideIsTriedAgainOnRequestOrWhenItChanges() async throws {
    let task = try TaskFolder(scratch("task"))
    let good = try Data(contentsOf: URL(fileURLWithPath: task.image("b")))
    try good.prefix(good.count / 2).write(to: URL(fileURLWithPath: task.image("b")))
    let out = scratch("run")
    let first = try await task.label(into: out)
    #expect(first.exit == 42, "\(first)")
    let again = try await task.label(into: out)
    #expect(again.exit == 42, "\(again)")
    #expect(try RunFolderOnDisk(out).quarantined().cases == ["b"])
    #expect(try work(out, "volumes").items == 0)
    #expect(try RunFolderOnDisk(out).quarantined().text.contains("--retry-quarantined"))
    let retried = try await task.label(into: out, "--retry-quarantined")
    #expect(retried.exit == 42, "\(retried)")
    // Mended, it is labelled without being asked for.
    try good.write(to: URL(fileURLWithPath: task.image("b")))
    let mended = try await task.label(into: out)
    #expect(mended.exit == 0, "\(mended)")
    #expect(try RunFolderOnDisk(out).quarantined().cases == [])
    let clean = scratch("clean")
    #expect(try await task.label(into: clean).exit == 0)
    #expect(
      try Folder("\(out)/labels").differences(from: Folder("\(clean)/labels")) == [])
  }

  @Test func statusIsKnownFromAnotherProcess() async throws {
    let dataset = try await Phantoms.long.path
    let out = scratch("run")
    let nothing = try await SluiceProgram.run("status", scratch("nothing"))
    #expect(nothing.exit == 2, "\(nothing)")
    let seen = Answer()
    let run = try await label(dataset, into: out, ["--json"]) { line, process in
      guard line.contains("progress"), seen.ask() else { return }
      let other = Process()
      other.executableURL = URL(fileURLWithPath: SluiceProgram.path)
      other.arguments = ["status", out]
      let pipe = Pipe()
      other.standardOutput = pipe
      do {
        try other.run()
        let text = String(
          decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        other.waitUntilExit()
        seen.give(other.terminationStatus, text)
      } catch {
        seen.give(-1, "\(error)")
      }
      Foundation.kill(process.processIdentifier, SIGINT)
    }
    #expect(run.exit == 75, "\(run)")
    #expect(seen.exit == 0, "\(seen.text)")
    #expect(seen.text.contains("Running since"), "\(seen.text)")
    #expect(seen.text.contains("encoder"), "\(seen.text)")
    let after = try await SluiceProgram.run("status", out)
    #expect(after.exit == 75)
    #expect(after.says("stopped before the end"), "\(after)")
    let json = try await SluiceProgram.run("status", out, "--json")
    let object =
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["alive"] as? Bool == false)
  }

  @Test func aLimitDoesNotCutWhatIsFinished() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out).exit == 0)
    let labels = Folder("\(out)/labels")
    let before = scratch("before")
    try FileManager.default.copyItem(atPath: labels.path, toPath: before)
    let limited = try await task.label(into: out, "--limit-slices", "1")
    #expect(limited.exit == 0, "\(limited)")
    #expect(limited.says("3 cases finished (3 of them before)"), "\(limited)")
    #expect(try labels.differences(from: Folder(before)) == [])
    // Nor its embeddings, when labels are asked for otherwise.
    let shards = Folder("\(out)/shards")
    let shardsBefore = scratch("shards-before")
    try FileManager.default.copyItem(atPath: shards.path, toPath: shardsBefore)
    #expect(try await task.label(into: out, "--limit-slices", "1", "--min-pixels", "3").exit == 0)
    #expect(try shards.differences(from: Folder(shardsBefore)) == [])
    #expect(try await task.label(into: out).exit == 0)
    #expect(try labels.differences(from: Folder(before)) == [])
  }

  /// However a folder is written, it is the same one.
  @Test(arguments: ["/", "//", "/."]) func aSlashAtTheEndChangesNothing(_ end: String) async throws
  {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out).exit == 0)
    let before = scratch("before")
    try FileManager.default.copyItem(atPath: out, toPath: before)
    for (option, path) in [("1", out + end), ("30", out + end), ("30", out), ("1", out + end)] {
      let again = try await task.label(into: path, "--min-pixels", option)
      #expect(again.exit == 0, "\(again)")
      let verified = try await SluiceProgram.run("verify", path)
      #expect(verified.says(", 0 problems\n"), "\(verified)")
    }
    for part in ["labels", "shards", "overlays"] {
      #expect(
        try Folder("\(out)/\(part)").differences(from: Folder("\(before)/\(part)")) == [], "\(part)"
      )
    }
  }

  /// Rows of cases that a run doesn't come to stay, but none of other options.
  @Test func tablesKeepTheCasesBeyondALimit() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out).exit == 0)
    func cases() throws -> Set<String> {
      Set(try RunFolderOnDisk(out).rows("scores.csv", "box").compactMap { $0["case"] })
    }
    #expect(try cases() == ["a", "b", "c"])
    #expect(try await task.label(into: out, "--limit-slices", "1").exit == 0)
    #expect(try cases() == ["a", "b", "c"])
    let otherwise = try await task.label(into: out, "--limit-slices", "1", "--min-pixels", "20")
    #expect(otherwise.exit == 0, "\(otherwise)")
    #expect(try cases() == ["a"])
    #expect(try await SluiceProgram.run("verify", out).exit == 0)
    #expect(try await task.label(into: out, "--limit-slices", "1").exit == 0)
    #expect(try cases() == ["a", "b", "c"])
  }

  @Test func keepingMoreMakesNoLabelAgain() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out).exit == 0)
    let more = try await task.label(into: out, "--keep", "embeddings,logits,masks")
    #expect(more.exit == 0, "\(more)")
    #expect(more.says("labels: 3 finished, 0 to do"), "\(more)")
    #expect(more.says("logits: 0 finished, 3 to do"), "\(more)")
    let fresh = scratch("fresh")
    #expect(try await task.label(into: fresh, "--keep", "embeddings,logits,masks").exit == 0)
    #expect(try differences(out, fresh) == [])
  }

  @Test func casesThatTheRunLeavesOutAreSaidToStay() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out).exit == 0)
    let less = try await task.label(into: out, "--exclude", "c", "--min-pixels", "3")
    #expect(less.exit == 0, "\(less)")
    #expect(less.says("2 to do again"), "\(less)")
    #expect(less.says("1 of cases that this run leaves out, which stay"), "\(less)")
  }

  /// Rerun when all is done, it keeps the account of where time went.
  @Test func aRunWithNothingToDoKeepsItsRecords() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out).exit == 0)
    let records = try ["metrics.json", "trace.json"].map { try Folder(out).bytes($0) }
    #expect(try await task.label(into: out).exit == 0)
    #expect(try ["metrics.json", "trace.json"].map { try Folder(out).bytes($0) } == records)
  }

  @Test func aJournalThatIsTakenAwayEndsTheRun() async throws {
    let dataset = try await Phantoms.long.path
    let out = scratch("run")
    let moved = scratch("moved")
    let outcome = try await SluiceProgram.run([
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box",
      "--json",
      "--keep", "none", "--overlays", "0", "--out", out,
    ]) { _, _ in
      // At the first sign of life.
      if FileManager.default.fileExists(atPath: "\(out)/journal") {
        try? FileManager.default.moveItem(atPath: out, toPath: moved)
      }
    }
    #expect(outcome.exit == 1, "\(outcome)")
    #expect(outcome.says("was moved or emptied while it ran"), "\(outcome)")
    // No scan is to blame.
    #expect(!outcome.says("set aside"), "\(outcome)")
    #expect(!Folder(out).files.contains("metrics.json"), "\(Folder(out).files)")
    // The same command goes on where it is now.
    let again = try await SluiceProgram.run([
      "label", "--dataset", dataset, "--checkpoint", Package.checkpoint, "--prompt", "box",
      "--keep", "none", "--overlays", "0", "--out", moved,
    ])
    #expect(again.exit == 0, "\(again)")
    #expect(try await SluiceProgram.run("verify", moved).exit == 0)
  }

  @Test func aJournalThatIsRemovedEndsTheRunAndBlamesNoScan() async throws {
    let out = scratch("run")
    let journal = "\(out)/journal"
    let kept = scratch("journal")
    let outcome = try await label(
      try await Phantoms.long.path, into: out, ["--json"]
    ) { _, _ in
      if FileManager.default.fileExists(atPath: journal) {
        try? FileManager.default.moveItem(atPath: journal, toPath: kept)
      }
    }
    #expect(outcome.exit == 1, "\(outcome)")
    #expect(!outcome.says("set aside"), "\(outcome)")
    #expect(outcome.says("was moved or removed while the run went"), "\(outcome)")
    try FileManager.default.moveItem(atPath: kept, toPath: journal)
    #expect(try await label(try await Phantoms.long.path, into: out).exit == 0)
    #expect(try await SluiceProgram.run("verify", out).exit == 0)
  }

  /// What one stage wrote before, another writes now, while the first removes what it doesn't make any more.
  @Test func stagesMayExchangeTheirPlaces() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    let printed = try await task.label(
      into: out, "--keep", "embeddings,logits,masks", "--print-graph")
    func graph(_ logits: String, _ masks: String) throws -> String {
      let path = scratch("\(logits)-\(masks).yaml")
      try printed.output
        .replacing("content: logits", with: "content: logits\n      store: \(logits)")
        .replacing("content: masks", with: "content: masks\n      store: \(masks)")
        .write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    #expect(try await SluiceProgram.run("run", try graph("x", "y"), "--out", out).exit == 0)
    let exchanged = try graph("y", "x")
    let outcome = try await SluiceProgram.run("run", exchanged, "--out", out)
    #expect(outcome.exit == 0, "\(outcome)")
    let verified = try await SluiceProgram.run("verify", out)
    #expect(verified.exit == 0 && !verified.says("note"), "\(verified)")
    let fresh = scratch("fresh")
    #expect(try await SluiceProgram.run("run", exchanged, "--out", fresh).exit == 0)
    #expect(try differences(out, fresh) == [])
  }

  @Test func shardsLeaveTheStoreOfBefore() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    let printed = try await task.label(into: out, "--print-graph")
    let graph = scratch("other.yaml")
    #expect(try await task.label(into: out).exit == 0)
    try printed.output
      .replacing("items: encoder", with: "items: encoder\n    options:\n      store: other")
      .write(toFile: graph, atomically: true, encoding: .utf8)
    let moved = try await SluiceProgram.run("run", graph, "--out", out)
    #expect(moved.exit == 0, "\(moved)")
    let shards = Folder("\(out)/shards").files.filter { $0.contains("/c/") }
    #expect(!shards.isEmpty && shards.allSatisfy { $0.hasPrefix("other.zarr") }, "\(shards)")
    let verified = try await SluiceProgram.run("verify", out)
    #expect(verified.exit == 0 && !verified.says("note"), "\(verified)")
  }

  @Test func whatStagesOfBeforeLeftIsNotReported() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out, "--overlays", "2").exit == 0)
    #expect(try Folder(out).text("report.html").contains("data:image/png"))
    let without = try await task.label(into: out, "--overlays", "0", "--min-pixels", "3")
    #expect(without.exit == 0, "\(without)")
    #expect(Folder(out).files.contains { $0.hasPrefix("overlays/") })
    #expect(try !Folder(out).text("report.html").contains("data:image/png"))
    // Nor its scores.
    let printed = try await task.label(into: out, "--print-graph")
    let graph = scratch("renamed.yaml")
    try printed.output
      .replacing("  labels:\n", with: "  named-otherwise:\n")
      .replacing(
        "decoder\n    options:\n      labels: per-class",
        with: "decoder\n    options:\n      labels: per-class\n      prefix: x-"
      )
      .write(toFile: graph, atomically: true, encoding: .utf8)
    let renamed = try await SluiceProgram.run("run", graph, "--out", out)
    #expect(renamed.exit == 0, "\(renamed)")
    #expect(Folder(out).files.contains("labels/box/scores.csv"))
    #expect(renamed.says("x-box") && !renamed.output.contains("\nbox"), "\(renamed)")
  }

  @Test func stagesThatAreGoneAreNamed() async throws {
    let task = try TaskFolder(scratch("task"))
    let out = scratch("run")
    #expect(try await task.label(into: out).exit == 0)
    let printed = try await task.label(into: out, "--print-graph")
    let graph = scratch("renamed.yaml")
    try printed.output.replacing("  labels:\n", with: "  named-otherwise:\n")
      .write(toFile: graph, atomically: true, encoding: .utf8)
    let other = try await SluiceProgram.run("run", graph, "--out", out)
    #expect(other.exit == 0, "\(other)")
    #expect(other.says("named-otherwise: 0 finished, 3 to do"), "\(other)")
    #expect(other.says("not in the graph any more: labels;"), "\(other)")
    #expect(try await SluiceProgram.run("verify", out).exit == 0)
  }

  @Test func aCacheServesOtherRunsAndPrompts() async throws {
    let dataset = try await Phantoms.small.path
    let cache = ["--cache", scratch("cache")]
    #expect(try await label(dataset, into: scratch("one"), prompt: "box", cache).exit == 0)
    #expect(try work(scratch("one"), "encoder").recalled == 0)
    #expect(try await label(dataset, into: scratch("two"), prompt: "interior", cache).exit == 0)
    let encoder = try work(scratch("two"), "encoder")
    #expect(encoder.items == encoder.recalled && encoder.items > 0)
    #expect(try await label(dataset, into: scratch("fresh"), prompt: "interior").exit == 0)
    #expect(try differences(scratch("two"), scratch("fresh")) == [])
    // A damaged entry is encoded again, and a full cache lets go of the oldest.
    for name in Folder(scratch("cache")).files where name.hasSuffix(".shard") {
      let url = URL(fileURLWithPath: "\(scratch("cache"))/\(name)")
      var bytes = try Data(contentsOf: url)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: url)
    }
    let small = cache + ["--cache-size", "300KiB"]
    #expect(try await label(dataset, into: scratch("three"), prompt: "interior", small).exit == 0)
    #expect(try work(scratch("three"), "encoder").recalled == 0)
    #expect(try differences(scratch("three"), scratch("fresh")) == [])
    let held = try Folder(scratch("cache")).files.filter { $0.hasSuffix(".shard") }
      .map { try Folder(scratch("cache")).bytes($0).count }.reduce(0, +)
    // One look for every twentieth of the limit.
    #expect(held <= 300 << 10 + 300 << 10 / 20 + 64 << 10, "\(held)")
  }

  @Test func twoProcessesMayShareACache() async throws {
    let dataset = try await Phantoms.small.path
    let cache = ["--cache", scratch("cache")]
    async let one = label(dataset, into: scratch("one"), prompt: "box", cache)
    async let two = label(dataset, into: scratch("two"), prompt: "box", cache)
    let exits = try await [one.exit, two.exit]
    #expect(exits == [0, 0])
    #expect(try differences(scratch("one"), scratch("two")) == [])
    #expect(Folder(scratch("cache")).partialFiles == [])
  }
}

/// What another process said, asked for once.
private final class Answer: @unchecked Sendable {
  private let lock = NSLock()
  private var isAsked = false
  private var answer: (exit: Int32, text: String) = (-1, "not asked")

  /// Whether this is the first to ask.
  func ask() -> Bool {
    lock.withLock {
      defer { isAsked = true }
      return !isAsked
    }
  }

  func give(_ exit: Int32, _ text: String) {
    lock.withLock { answer = (exit, text) }
  }

  var exit: Int32 { lock.withLock { answer.exit } }
  var text: String { lock.withLock { answer.text } }
}
