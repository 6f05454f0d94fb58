import Foundation
import Testing

/// Runs that end early: what is there is whole, what is not is not there.
@Suite struct InterruptionTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// Labels the long phantoms, or others, and ends the process by signals once so many cases are
  /// finished.
  private func interrupted(
    _ out: String, dataset: String? = nil, after cases: Int = 1, by signals: [Int32],
    _ more: [String] = []
  ) async throws -> SluiceProgram.Outcome {
    let long = try await Phantoms.long.path
    let sent = Once()
    return try await SluiceProgram.run(
      [
        "label", "--dataset", dataset ?? long, "--checkpoint", Package.checkpoint, "--prompt",
        "box", "--overlays", "0", "--out", out, "--json", "--threads", "1",
      ] + more,
      onLine: { line, process in
        guard let done = line.firstMatch(of: /"cases_done":(\d+)/)?.1, Int(done)! >= cases,
          sent.first()
        else { return }
        for signal in signals { kill(process.processIdentifier, signal) }
      })
  }

  private func expectWholeFiles(_ out: String) async throws {
    let run = RunFolderOnDisk(out)
    let volumes = run.volumes("box").filter { !$0.hasPrefix(".") }
    #expect((1...3).contains(volumes.count), "\(volumes)")
    for volume in volumes {
      // 64×64×150 voxels, and the gzip checksum is right.
      #expect(try LabelVoxels(run.labels("box"), volume).voxels.count == 64 * 64 * 150)
    }
    let verified = try await SluiceProgram.run("shards", "verify", out)
    #expect(verified.exit == 0, "\(verified)")
  }

  /// Those that this process has not been told to ignore, as then programs that it starts do too.
  private static let signals = [SIGINT, SIGTERM, SIGHUP].filter { number in
    var action = sigaction()
    sigaction(number, nil, &action)
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler != unsafeBitCast(SIG_IGN, to: Int.self)
  }

  @Test(arguments: signals)
  func aSignalEndsTheRunTidily(_ signal: Int32) async throws {
    let outcome = try await interrupted(scratch("run"), by: [signal])
    #expect(outcome.exit == 75, "\(outcome)")
    try await expectWholeFiles(scratch("run"))
    let run = RunFolderOnDisk(scratch("run"))
    #expect(run.folder.partialFiles == [])
    // The tables hold the finished cases and no others.
    let named = Set(try run.rows("scores.csv", "box").compactMap { $0["case"] })
    #expect(named == Set(run.volumes("box").map { $0.replacing(".nii.gz", with: "") }))
  }

  /// The first signal lets what is in flight be finished, the second does not.
  @Test(arguments: [[SIGTERM], [SIGTERM, SIGINT]])
  func whatWasSetAsideBeforeIsListed(_ signals: [Int32]) async throws {
    let dataset = scratch("dataset")
    try FileManager.default.copyItem(atPath: try await Phantoms.long.path, toPath: dataset)
    let broken = "\(dataset)/imagesTr/phantom_001.nii.gz"
    #expect(truncate(broken, 1000) == 0)
    let outcome = try await interrupted(scratch("run"), dataset: dataset, after: 2, by: signals)
    #expect(outcome.exit == 75, "\(outcome)")
    #expect(try RunFolderOnDisk(scratch("run")).quarantined().cases == ["phantom_001"])
    #expect(outcome.says(Self.stopsAtOnce) == (signals.count == 2), "\(outcome)")
  }

  /// What a run says that did not finish what was in flight.
  private static let stopsAtOnce = "stopped; the same command goes on from what is finished"

  @Test func whatIsInFlightIsLetGoOfWhenTheTimeIsUp() async throws {
    let outcome = try await interrupted(scratch("run"), by: [SIGTERM], ["--drain", "0"])
    #expect(outcome.exit == 75 && outcome.says(Self.stopsAtOnce), "\(outcome)")
    try await expectWholeFiles(scratch("run"))
  }

  @Test func nohupOutlivesTheTerminal() async throws {
    let sent = Once()
    let outcome = try await SluiceProgram.run(
      [
        "-c", #"trap "" HUP; exec "$0" "$@""#, SluiceProgram.path, "label", "--dataset",
        try await Phantoms.small.path, "--checkpoint", Package.checkpoint, "--prompt", "box",
        "--overlays", "0", "--out", scratch("run"), "--json",
      ], program: "/bin/sh"
    ) { _, process in
      if sent.first() { kill(process.processIdentifier, SIGHUP) }
    }
    #expect(outcome.exit == 0, "\(outcome)")
    #expect(!sent.first())
  }

  @Test func aKilledRunLeavesNoHalfFileUnderItsName() async throws {
    let outcome = try await interrupted(scratch("run"), by: [SIGKILL])
    #expect(outcome.exit == -SIGKILL, "\(outcome)")
    try await expectWholeFiles(scratch("run"))
  }
}

/// True the first time it is asked.
private final class Once: @unchecked Sendable {
  private let lock = NSLock()
  private var isFirst = true

  func first() -> Bool {
    lock.withLock {
      defer { isFirst = false }
      return isFirst
    }
  }
}
