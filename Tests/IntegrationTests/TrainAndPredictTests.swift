import Foundation
import Testing

/// `sluice train` and `sluice predict` as a user runs them.
@Suite struct TrainAndPredictTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func train(_ out: String, _ more: [String] = []) async throws -> SluiceProgram.Outcome {
    try await SluiceProgram.run(
      [
        "train", "--dataset", try await Phantoms.small.path, "--out", out, "--epochs", "3",
        "--crop", "96,96", "--batch", "4", "--validation", "phantom_002", "--exclude",
        "phantom_003", "--option", "channels=[8, 16]",
      ] + more)
  }

  @Test func trainsAndPredictsSeveralClasses() async throws {
    let out = scratch("train")
    let trained = try await train(out)
    #expect(trained.exit == 0, "\(trained)")
    // The training itself is no case.
    #expect(trained.output.contains("2 cases finished"), "\(trained)")
    let model = "\(out)/models/unet/best.safetensors"
    let predicted = try await SluiceProgram.run([
      "predict", "--dataset", try await Phantoms.small.path, "--include", "phantom_003",
      "--model", model, "--out", scratch("predict"), "--flips", "--window", "64,64",
    ])
    #expect(predicted.exit == 0, "\(predicted)")
    let run = RunFolderOnDisk(scratch("predict"))
    // Not where another command's results would make way.
    let elsewhere = try await SluiceProgram.run([
      "label", "--dataset", try await Phantoms.small.path, "--checkpoint", Package.checkpoint,
      "--prompt", "box", "--out", scratch("predict"),
    ])
    #expect(elsewhere.exit == 2 && elsewhere.says("a `sluice predict`"), "\(elsewhere)")
    #expect(run.volumes("unet") == ["phantom_003.nii.gz"])
    #expect(try run.labels("unet").text("labels.txt").contains("liver"))
    #expect(try run.rows("scores.csv", "unet").count > 12)
    #expect(!predicted.errors.contains("to the network"), "\(predicted)")
    #expect(!predicted.errors.contains("learned from"), "\(predicted)")
    let again = try await SluiceProgram.run([
      "predict", "--dataset", try await Phantoms.small.path, "--include", "phantom_001", "--model",
      model, "--out", scratch("seen"),
    ])
    #expect(again.errors.contains("learned from cases of these names"), "\(again)")
    let page = try Folder(out).text("report.html")
    #expect(page.contains("Learning curve") && !page.contains("There are no scores"))
    let inspected = try await SluiceProgram.run(["weights", "inspect", model])
    #expect(
      inspected.output.contains("UNet for `sluice predict`: unet, channels 8-16"), "\(inspected)")
    // What is kept to go on with is no model.
    let state = try await SluiceProgram.run([
      "predict", "--dataset", try await Phantoms.small.path, "--model",
      "\(out)/models/unet/last.safetensors", "--out", scratch("state"),
    ])
    #expect(state.exit == 2 && state.errors.contains("best.safetensors beside it"), "\(state)")
  }

  @Test("A network for other organs than the dataset's is said to be one")
  func otherOrgans() async throws {
    let out = scratch("organs")
    let trained = try await train(out, ["--option", "slices-per-epoch=4"])
    #expect(trained.exit == 0, "\(trained)")
    let other = scratch("other")
    try FileManager.default.copyItem(atPath: try await Phantoms.small.path, toPath: other)
    let description = URL(fileURLWithPath: "\(other)/dataset.json")
    let text = try String(contentsOf: description, encoding: .utf8)
    #expect(text.contains("\"liver\""))
    try text.replacing("\"liver\"", with: "\"pancreas\"")
      .write(to: description, atomically: true, encoding: .utf8)
    let predicted = try await SluiceProgram.run([
      "predict", "--dataset", other, "--include", "phantom_003", "--model",
      "\(out)/models/unet/best.safetensors", "--out", scratch("otherwise"),
    ])
    #expect(predicted.exit == 0, "\(predicted)")
    #expect(
      predicted.errors.contains("is liver to the network and pancreas in the dataset"),
      "\(predicted)")
    // What the network means is what the labels are called.
    let run = RunFolderOnDisk(scratch("otherwise"))
    #expect(try run.labels("unet").text("labels.txt").contains("liver"))
    #expect(try !run.labels("unet").text("labels.txt").contains("pancreas"))
    #expect(try run.labels("unet").text("scores.csv").contains(",liver,"))
  }

  @Test("Cases that a later command leaves out are not trained on")
  func excludedCases() async throws {
    let dataset = try await Phantoms.small.path
    func command(_ out: String, _ more: [String]) -> [String] {
      [
        "train", "--dataset", dataset, "--out", scratch(out), "--epochs", "1", "--crop", "64,64",
        "--validation", "none", "--option", "channels=[8, 16]", "--option", "slices-per-epoch=8",
      ] + more
    }
    // Ends after the samples of all three cases are there: no class of theirs is 9.
    let refused = try await SluiceProgram.run(command("left", ["--option", "labels=[9]"]))
    #expect(refused.exit == 1, "\(refused)")
    let report = try Folder(scratch("left")).text("report.html")
    #expect(report.contains("Failed before the end"))
    for out in ["left", "fresh"] {
      let trained = try await SluiceProgram.run(command(out, ["--exclude", "phantom_003"]))
      #expect(trained.exit == 0, "\(trained)")
    }
    let samples = Folder(scratch("left/samples/samples.zarr"))
    #expect(samples.files.contains { $0.hasPrefix("phantom_003.target") })
    let model = "models/unet/best.safetensors"
    #expect(
      try Folder(scratch("left")).bytes(model) == Folder(scratch("fresh")).bytes(model))
    // A finished model that saw others is not taken for one without them.
    let fewer = try await SluiceProgram.run(
      command("fresh", ["--exclude", "phantom_003", "--exclude", "phantom_002"]))
    #expect(fewer.exit == 1 && fewer.errors.contains("training on other samples"), "\(fewer)")
  }

  @Test func anInterruptedTrainingGoesOnToTheSameModel() async throws {
    let (whole, part) = (scratch("whole"), scratch("part"))
    let first = try await train(whole, ["--merged"])
    #expect(first.exit == 0, "\(first)")
    // Killed at whatever instant this is: wherever it was, it must end alike.
    let arguments = [
      "train", "--dataset", try await Phantoms.small.path, "--out", part, "--epochs", "3",
      "--crop", "96,96", "--batch", "4", "--validation", "phantom_002", "--exclude",
      "phantom_003", "--option", "channels=[8, 16]", "--merged",
    ]
    let process = Process()
    process.executableURL = URL(fileURLWithPath: SluiceProgram.path)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let last = "\(part)/models/unet/last.safetensors"
    while process.isRunning, !FileManager.default.fileExists(atPath: last) {
      try await Task.sleep(for: .milliseconds(5))
    }
    process.killAtOnce()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let second = try await train(part, ["--merged"])
    #expect(second.exit == 0, "\(second)")
    for file in ["best.safetensors", "last.safetensors", "learning-curve.csv"] {
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: "\(whole)/models/unet/\(file)"))
          == Data(contentsOf: URL(fileURLWithPath: "\(part)/models/unet/\(file)")), "\(file)")
    }
  }

  /// A training that is there outlives a command that asks for another.
  @Test func otherOptionsLeaveTheTrainingAsItIs() async throws {
    let out = scratch("kept")
    let first = try await train(out, ["--merged"])
    #expect(first.exit == 0, "\(first)")
    #expect(first.output.contains("Model: \(out)/models/unet/best.safetensors"), "\(first)")
    let model = Folder("\(out)/models/unet")
    let before = try model.bytes("best.safetensors")
    let other = try await train(out, ["--merged", "--seed", "7"])
    // Before anything is made again for it.
    #expect(other.exit == 2, "\(other)")
    #expect(other.errors.contains("seed: 1984 before, 7 now"), "\(other)")
    #expect(try model.bytes("best.safetensors") == before)
    let again = try await train(out, ["--merged"])
    #expect(again.exit == 0, "\(again)")
    #expect(again.errors.contains("network: 1 finished, 0 to do"), "\(again)")
    #expect(try model.bytes("best.safetensors") == before)
  }

  /// Ctrl-C ends a training after its epoch, and the same command goes on.
  @Test func anInterruptStopsAfterTheEpoch() async throws {
    let out = scratch("interrupted")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: SluiceProgram.path)
    process.arguments = [
      "train", "--dataset", try await Phantoms.small.path, "--out", out, "--epochs", "100000",
      "--crop", "96,96", "--batch", "4", "--validation", "none", "--option", "channels=[8, 16]",
      "--merged", "--drain", "600",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let last = "\(out)/models/unet/last.safetensors"
    while process.isRunning, !FileManager.default.fileExists(atPath: last) {
      try await Task.sleep(for: .milliseconds(5))
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 75)
    #expect(FileManager.default.fileExists(atPath: last))
    let status = try await SluiceProgram.run(["status", out])
    #expect(status.exit == 75 && status.output.contains("network"), "\(status)")
    // No receipt is about a training that has not ended.
    #expect(try await SluiceProgram.run(["verify", out]).exit == 0)
    var state = try Data(contentsOf: URL(fileURLWithPath: last))
    state[state.count / 2] ^= 1
    try state.write(to: URL(fileURLWithPath: last))
    let verified = try await SluiceProgram.run(["verify", out])
    #expect(verified.exit == 1 && verified.says("last.safetensors: damaged"), "\(verified)")
    #expect(try await SluiceProgram.run(["verify", out, "--repair"]).exit == 0)
    #expect(!FileManager.default.fileExists(atPath: last))
  }

  /// A finished training whose file was damaged does not get a receipt for the damage.
  @Test func aDamagedNetworkIsTrainedAnew() async throws {
    let out = scratch("damaged")
    #expect(try await train(out, ["--merged"]).exit == 0)
    let model = Folder("\(out)/models/unet")
    let before = try model.bytes("best.safetensors")
    var end = Data(before)
    end[end.count - 1] ^= 1
    try end.write(to: URL(fileURLWithPath: "\(out)/models/unet/best.safetensors"))
    let again = try await train(out, ["--merged"])
    #expect(again.exit == 0, "\(again)")
    #expect(try model.bytes("best.safetensors") == before)
    #expect(try await SluiceProgram.run(["verify", out]).exit == 0)
  }

  /// Labels that aren't there are never replaced by the dataset's own.
  @Test func missingLabelsAreNotTheDatasetsOwn() async throws {
    let dataset = try await Phantoms.small.path
    let labels = scratch("labels")
    try FileManager.default.createDirectory(
      atPath: labels, withIntermediateDirectories: true)
    let none = try await train(scratch("none"), ["--labels", labels])
    #expect(none.exit == 2, "\(none)")
    #expect(none.errors.contains("none of the 2 scans"), "\(none)")
    // Of one scan only: the other is set aside.
    try FileManager.default.copyItem(
      atPath: "\(dataset)/labelsTr/phantom_001.nii.gz", toPath: "\(labels)/phantom_001.nii.gz")
    let one = try await SluiceProgram.run([
      "train", "--dataset", dataset, "--labels", labels, "--out", scratch("one"), "--epochs", "1",
      "--crop", "96,96", "--validation", "none", "--option", "channels=[8, 16]",
    ])
    #expect(one.exit == 42, "\(one)")
    #expect(
      try RunFolderOnDisk(scratch("one")).quarantined().cases == ["phantom_002", "phantom_003"])
    #expect(
      Folder(scratch("one/samples/samples.zarr")).files.allSatisfy { !$0.contains("phantom_002.") })
  }

  @Test("A broken scan is set aside, and never the one that the training waits for")
  func brokenScans() async throws {
    let folder = scratch("broken")
    let made = try await SluiceProgram.run([
      "phantom", "--out", folder, "--volumes", "4", "--size", "64x64x6", "--seed", "9",
    ])
    #expect(made.exit == 0, "\(made)")
    func training(_ out: String, _ more: [String] = []) async throws -> SluiceProgram.Outcome {
      try await SluiceProgram.run(
        [
          "train", "--dataset", folder, "--out", scratch(out), "--epochs", "1", "--crop", "64,64",
          "--option", "channels=[8, 16]", "--option", "slices-per-epoch=8",
        ] + more)
    }
    let whole = try await training("whole")
    #expect(whole.exit == 0, "\(whole)")
    let drawn = try #require(whole.errors.firstMatch(of: /chosen by (phantom_\d+)\./)).output.1
    let path = "\(folder)/imagesTr/\(drawn).nii.gz"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    let other = try await training("other")
    #expect(other.exit == 42 && other.output.contains("Model: "), "\(other)")
    #expect(try RunFolderOnDisk(scratch("other")).quarantined().cases == [String(drawn)])
    let named = try await training("named", ["--validation", String(drawn)])
    #expect(named.exit == 2 && named.errors.contains("name other cases"), "\(named)")
  }

  @Test func saysWhatIsWrong() async throws {
    let cases: [([String], String)] = [
      (["--option", "loss=dise"], "loss"),
      (["--option", "chanels=[8]"], "did you mean"),
      (["--option", "dropout=2"], "dropout"),
      (["--option", "epochs=5"], "use --epochs"),
      (["--validation", "phantom_002,spleen_1"], "there is no case spleen_1; the cases are"),
      (["--validation", "phantom_001,phantom_002"], "takes all 2 cases"),
      (["--soft", "nowhere"], "there is no folder nowhere"),
      (["--option", "start=\(Package.checkpoint)"], "a SAM checkpoint"),
    ]
    for (arguments, problem) in cases {
      let outcome = try await train(scratch("bad"), arguments)
      #expect(outcome.exit == 2 || outcome.exit == 64, "\(outcome)")
      #expect("\(outcome)".contains(problem), "\(outcome)")
    }
    let crop = try await SluiceProgram.run([
      "train", "--dataset", try await Phantoms.small.path, "--out", scratch("crop"), "--crop",
      "100,100",
    ])
    #expect(crop.exit == 2 && "\(crop)".contains("take [112, 112]"), "\(crop)")
    let escaping = try await SluiceProgram.run([
      "predict", "--dataset", try await Phantoms.small.path, "--model", "nothing.safetensors",
      "--out", scratch("escape"), "--name", "../../elsewhere",
    ])
    #expect(escaping.exit == 2, "\(escaping)")
    let model = try await SluiceProgram.run([
      "predict", "--dataset", try await Phantoms.small.path, "--model", Package.checkpoint,
      "--out", scratch("model"),
    ])
    #expect(model.exit == 2 && "\(model)".contains("no UNet that is known"), "\(model)")
    #expect(model.errors.contains("a SAM checkpoint, which `sluice label` takes"), "\(model)")
    #expect(!FileManager.default.fileExists(atPath: scratch("bad")))
  }
}
