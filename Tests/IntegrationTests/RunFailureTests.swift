import Foundation
import Testing

/// What a run can't be done with: arguments, memory, folders, disks.
@Suite struct RunFailureTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test(arguments: [
    ["frobnicate"],
    ["label", "--dataset", "x", "--checkpoint", "y", "--out", "z"],
    ["label", "--dataset", "x", "--checkpoint", "y", "--out", "z", "--prompt", "boks"],
    ["label", "--dataset", "x", "--checkpoint", "y", "--prompt", "box"],
    [
      "label", "--dataset", "x", "--checkpoint", "y", "--out", "z", "--prompt", "box", "--memory",
      "much",
    ],
    [
      "label", "--dataset", "x", "--checkpoint", "y", "--out", "z", "--prompt", "box", "--threads",
      "0",
    ],
    [
      "label", "--dataset", "x", "--checkpoint", "y", "--out", "z", "--prompt", "box", "--window",
      "250,-175",
    ],
    [
      "label", "--dataset", "x", "--checkpoint", "y", "--out", "z", "--prompt", "box", "--prompts",
      "f",
    ],
    ["run", "graphs/demo.yaml"],
    ["run", "graphs/demo.yaml", "--out", "z", "--set", "dataset"],
    ["phantom", "--out", "z", "--size", "512"],
  ])
  func wrongUsageIsExit64(_ arguments: [String]) async throws {
    let outcome = try await SluiceProgram.run(arguments, in: scratch.path)
    #expect(outcome.exit == 64, "\(outcome)")
    #expect(outcome.says("Usage: sluice"), "\(outcome)")
    #expect(Folder(scratch.path).files == [])
  }

  /// What is said of a value that can't be meant, beside that it is refused.
  @Test(arguments: [
    (["--prompt", "boks"], "boks"), (["--memory", "much"], "2GiB"),
    (["--window", "250,-175"], "lo"), (["--keep", "everything"], "embeddings"),
    (["--uncertain", "0.9,0.1"], "lo"),
  ])
  func aRefusedValueSaysWhatIsPossible(_ options: [String], _ word: String) async throws {
    let prompt = options[0] == "--prompt" ? [] : ["--prompt", "box"]
    let outcome = try await SluiceProgram.run(
      ["label", "--dataset", "x", "--checkpoint", "y", "--out", "z"] + prompt + options,
      in: scratch.path)
    #expect(outcome.exit == 64, "\(outcome)")
    #expect(outcome.says(options[0]) && outcome.says(options[1]), "\(outcome)")
    let error = try #require(outcome.errors.split(separator: "\n").first)
    #expect(error.contains(word), "\(outcome)")
  }

  @Test(arguments: [
    [], ["label"], ["run"], ["graph"], ["graph", "check"], ["graph", "show"], ["stages"],
    ["prompts"], ["segment"], ["phantom"], ["weights"], ["weights", "inspect"], ["shards"],
    ["shards", "ls"], ["shards", "verify"], ["shards", "cat"], ["doctor"], ["bench"],
  ])
  func everyCommandHelpsWithAnExample(_ command: [String]) async throws {
    let outcome = try await SluiceProgram.run(command + ["--help"])
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("Example"), "\(outcome)")
    #expect(outcome.output.contains("sluice"), "\(outcome)")
  }

  @Test func theDoctorAndTheCatalogAnswer() async throws {
    let doctor = try await SluiceProgram.run("doctor")
    #expect(doctor.exit == 0)
    for line in ["processors", "BLAS kernels", "memory", "disk free"] {
      #expect(doctor.says(line), "\(doctor)")
    }
    let stages = try await SluiceProgram.run("stages")
    for stage in [
      "volume-reader", "window", "resample", "prompts", "sam-encoder", "mask-decoder",
      "label-writer", "shard-writer", "shard-reader", "overlay",
    ] {
      #expect(stages.says(stage))
      let detail = try await SluiceProgram.run("stages", stage)
      #expect(detail.exit == 0 && detail.says(stage), "\(detail)")
    }
    let unknown = try await SluiceProgram.run("stages", "sam-encodr")
    #expect(unknown.exit == 2)
    #expect(unknown.says("sam-encoder"), "\(unknown)")
  }

  @Test func aBudgetTooSmallSaysWhatIsNeeded() async throws {
    let task = try TaskFolder(scratch("task"))
    let refused = try await task.label(into: scratch("run"), "--memory", "1MiB")
    #expect(refused.exit == 2, "\(refused)")
    #expect(!Folder(scratch("run")).exists)
    let words = refused.errors.split(separator: " ").map(String.init)
    let place = try #require(words.lastIndex(of: "least"), "\(refused)")
    let needed = try #require(Int(words[place + 1]), "\(refused)")
    // What it names is enough, and no more than needed.
    let enough = try await task.label(into: scratch("run"), "--memory", "\(needed)")
    #expect(enough.exit == 0, "\(enough)")
    let less = try await task.label(into: scratch("less"), "--memory", "\(needed - 1)")
    #expect(less.exit == 2, "\(less)")
  }

  @Test func tooFewOpenFilesAreRefusedWithTheLimitNeeded() async throws {
    let task = try TaskFolder(scratch("task"))
    let refused = try await SluiceProgram.run(
      ["-c", #"ulimit -n 40; exec "$0" "$@""#, SluiceProgram.path]
        + [
          "label", "--dataset", task.path, "--checkpoint", Package.checkpoint, "--prompt", "box",
          "--out", scratch("run"),
        ], program: "/bin/sh")
    #expect(refused.exit == 2, "\(refused)")
    #expect(refused.says("only 40 files may be open"), "\(refused)")
    #expect(refused.says("ulimit -n"), "\(refused)")
    #expect(!Folder(scratch("run")).exists)
  }

  /// What was printed is lost on a full disk; saying so is what is left.
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"),
    arguments: [["stages"], ["doctor"], ["label", "--print-graph"]])
  func outputThatIsLostIsAFailure(_ command: [String]) async throws {
    let task = try TaskFolder(scratch("task"))
    let more =
      command[0] == "label"
      ? [
        "--dataset", task.path, "--checkpoint", Package.checkpoint, "--prompt", "box", "--out",
        scratch("run"),
      ] : []
    let outcome = try await SluiceProgram.run(
      ["-c", #"exec "$0" "$@" > /dev/full"#, SluiceProgram.path] + command + more,
      program: "/bin/sh")
    #expect(outcome.exit == 1, "\(outcome)")
    #expect(outcome.says("standard output can't be written: No space left"), "\(outcome)")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func aSliceThatIsLostIsAFailure() async throws {
    let task = try TaskFolder(scratch("task"))
    #expect(try await task.label(into: scratch("run")).exit == 0)
    let outcome = try await SluiceProgram.run(
      [
        "-c", #"exec "$0" "$@" > /dev/full"#, SluiceProgram.path, "shards", "cat",
        scratch("run/shards/embeddings.zarr/a"), "--slice", "1",
      ], program: "/bin/sh")
    #expect(outcome.exit == 1, "\(outcome)")
  }

  @Test func aFolderThatCantBeMadeIsNamed() async throws {
    let task = try TaskFolder(scratch("task"))
    // A path under a file can't be made, not even by root.
    let out = "\(task.path)/dataset.json/run"
    let outcome = try await task.label(into: out)
    #expect(outcome.exit == 2, "\(outcome)")
    #expect(outcome.says("\(out): can't make folder: Not a directory"), "\(outcome)")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func aFolderThatMayNotBeWrittenIsNamed() async throws {
    let task = try TaskFolder(scratch("task"))
    let closed = scratch("closed")
    try FileManager.default.createDirectory(
      atPath: closed, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
    let outcome = try await task.label(into: "\(closed)/run")
    #expect(outcome.exit == 2, "\(outcome)")
    #expect(outcome.says("\(closed)/run"), "\(outcome)")
  }

  @Test func aPhantomIsNotMixedWithOtherFiles() async throws {
    let task = try TaskFolder(scratch("task"))
    let before = Folder(task.path).files
    let outcome = try await SluiceProgram.run(
      "phantom", "--out", task.path, "--volumes", "1", "--size", "32x32x2")
    #expect(outcome.exit == 2)
    #expect(outcome.says("is not empty"), "\(outcome)")
    #expect(Folder(task.path).files == before)
  }
}
