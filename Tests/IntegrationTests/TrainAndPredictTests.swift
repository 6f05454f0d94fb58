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
    let model = "\(out)/models/unet/best.safetensors"
    let predicted = try await SluiceProgram.run([
      "predict", "--dataset", try await Phantoms.small.path, "--include", "phantom_003",
      "--model", model, "--out", scratch("predict"), "--flips", "--window", "64,64",
    ])
    #expect(predicted.exit == 0, "\(predicted)")
    let run = RunFolderOnDisk(scratch("predict"))
    #expect(run.volumes("unet") == ["phantom_003.nii.gz"])
    #expect(try run.labels("unet").text("labels.txt").contains("liver"))
    #expect(try run.rows("scores.csv", "unet").count > 12)
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
    let second = try await train(part, ["--merged"])
    #expect(second.exit == 0, "\(second)")
    for file in ["best.safetensors", "last.safetensors", "learning-curve.csv"] {
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: "\(whole)/models/unet/\(file)"))
          == Data(contentsOf: URL(fileURLWithPath: "\(part)/models/unet/\(file)")), "\(file)")
    }
  }

  @Test func saysWhatIsWrong() async throws {
    let cases: [([String], String)] = [
      (["--option", "loss=dise"], "loss"),
      (["--option", "chanels=[8]"], "did you mean"),
      (["--option", "dropout=2"], "dropout"),
      (["--option", "epochs=5"], "use --epochs"),
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
    let model = try await SluiceProgram.run([
      "predict", "--dataset", try await Phantoms.small.path, "--model", Package.checkpoint,
      "--out", scratch("model"),
    ])
    #expect(model.exit == 2 && "\(model)".contains("no UNet that is known"), "\(model)")
  }
}
