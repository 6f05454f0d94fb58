import Dataflow
import DurableFiles
import Foundation
import Imaging
import Tensors
import Testing
import Training

@testable import Stages

/// Networks trained on small samples: bright discs on noise.
struct TrainerTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// Writes samples as a sample-writer does, by way of scans.
  private func samples(in run: TestRun, cases: Int = 3, extra: UInt8? = nil) async throws {
    for number in 0..<cases {
      let isInside = { @Sendable (y: Int, x: Int, slice: Int) in
        var random = SplitMix64(SplitMix64.seed(UInt64(number), UInt64(slice)))
        let (dy, dx) = (y - Int(random.next() % 16) - 8, x - Int(random.next() % 16) - 8)
        return slice > 0 && dy * dy + dx * dx < 25
      }
      var scan = TestScan(size: [32, 32, 6])
      scan.hu = { y, x, slice in
        var random = SplitMix64(SplitMix64.seed(UInt64(y), UInt64(x), UInt64(slice)))
        return (isInside(y, x, slice) ? 150 : -50) + Int(random.next() % 60) - 30
      }
      scan.label = { y, x, slice in
        if let extra, y == 0, x == 0, slice == 1 { return Int(extra) }
        return isInside(y, x, slice) ? 1 : 0
      }
      let id = "disc_\(number)"
      try folder.write(scan.imageBytes, "data/imagesTr/\(id).nii")
      if let bytes = scan.labelBytes { try folder.write(bytes, "data/labelsTr/\(id).nii") }
    }
    try await run.run(
      """
        volumes:
          stage: volume-reader
          options:
            dataset: \(folder.file("data/imagesTr"))
            references: \(folder.file("data/labelsTr"))
            orientation: stored
        pictures: {stage: window, from: volumes}
        samples: {stage: sample-writer, from: pictures, options: {name: discs}}
      """)
  }

  private func options(_ change: (inout TrainingOptions) -> Void = { _ in }) -> TrainingOptions {
    var options = TrainingOptions()
    options.channels = [4, 8]
    options.dropout = 0.1
    options.epochs = 4
    options.batch = 4
    options.crop = [32, 32]
    options.validation = ["disc_2"]
    options.averageDecay = 0.9
    change(&options)
    return options
  }

  private func train(
    _ options: TrainingOptions, in run: TestRun, name: String
  ) async throws -> TrainingFiles {
    let files = TrainingFiles(folder: folder.file(name), files: LocalFileSystem())
    _ = try await NetworkTraining(
      options: options, samples: try SampleSet(path: run.environment.folder.samples("discs")),
      files: files, team: run.environment.team, logger: run.environment.logger)()
    return files
  }

  @Test func samplesAreReadInAnyOrder() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    let set = try SampleSet(path: run.environment.folder.samples("discs"))
    #expect(set.cases.map(\.id) == ["disc_0", "disc_1", "disc_2"])
    let first = set.cases[0]
    #expect(first.slices == 6)
    #expect(first.labelCounts[0].isEmpty)
    for slice in [5, 0, 3] {
      let sample = try first.read(slice)
      #expect(sample.image.count == 1024)
      #expect(sample.target.count { $0 == 1 } == first.labelCounts[slice][1, default: 0])
    }
  }

  @Test func learnsDiscs() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    let files = try await train(
      options {
        $0.epochs = 30
        $0.augmentation = .none
        $0.batch = 2
      }, in: run, name: "model")
    let model = try SegmentationModel(checkpoint: files.best)
    #expect(model.classes == [1])
    let (_, progress) = try #require(
      try files.readLast(model.network), "the state of the last epoch")
    #expect(progress.epochs.count == 30)
    #expect((progress.bestDice ?? 0) > 0.9)
    #expect(progress.epochs.last!.loss < progress.epochs[0].loss / 2)
    let curve = try String(contentsOfFile: "\(files.folder)/learning-curve.csv", encoding: .utf8)
    #expect(curve.split(separator: "\n").count == 31)
  }

  /// Cases that are in neither part are not looked at: not even their labels.
  @Test func onlyTheCasesThatAreNamed() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    let two = try await train(options { $0.training = ["disc_0"] }, in: run, name: "two")
    let three = try await train(
      options { $0.training = ["disc_0", "disc_1"] }, in: run, name: "three")
    let all = try await train(options(), in: run, name: "all")
    let weights = try [two, three, all].map { try SegmentationModel(checkpoint: $0.best).weights }
    let name = try #require(weights[0].keys.min())
    #expect(weights[0][name]?.elements != weights[1][name]?.elements)
    #expect(weights[1][name]?.elements == weights[2][name]?.elements)
  }

  /// Wherever a training stops between two epochs, it goes on to the same weights, bit by bit.
  @Test func goesOnToTheSameWeights() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    let whole = try await train(options(), in: run, name: "whole")
    let part = TrainingFiles(folder: folder.file("part"), files: LocalFileSystem())
    // What a shorter training leaves is what an interrupted one does, but for the options it names.
    let short = try await train(options { $0.epochs = 2 }, in: run, name: "part")
    let network = try SegmentationModel(checkpoint: short.best).network
    var (state, progress) = try #require(try short.readLast(network))
    let (_, wholeProgress) = try #require(try whole.readLast(network))
    progress.options = wholeProgress.options
    _ = try short.writeLast(state, progress)
    state = TrainingState(parameters: [:], buffers: [:])
    _ = try await train(options(), in: run, name: "part")
    for file in ["last.safetensors", "best.safetensors", "learning-curve.csv"] {
      #expect(
        try Digest.sha256(ofFile: "\(whole.folder)/\(file)")
          == Digest.sha256(ofFile: "\(part.folder)/\(file)"), "\(file)")
    }
  }

  @Test func refusesToGoOnWithOtherOptions() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    _ = try await train(options { $0.epochs = 1 }, in: run, name: "model")
    await #expect {
      try await train(options { $0.learningRate = 0.5 }, in: run, name: "model")
    } throws: {
      "\($0)".contains("learning-rate: 0.01 before, 0.5 now")
        && "\($0)".contains("remove that folder to train anew")
    }
  }

  /// Neither the state to go on from nor the network that was best so far is used damaged.
  @Test func refusesToGoOnWithDamagedFiles() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    let files = try await train(options { $0.epochs = 1 }, in: run, name: "model")
    #expect(files.problems == [])
    for path in [files.last, files.best] {
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      var damaged = whole
      damaged[whole.count / 2] ^= 1
      try damaged.write(to: URL(fileURLWithPath: path))
      #expect(files.problems.count == 1)
      let refusal = await #expect(throws: StageError.self) {
        try await train(options { $0.epochs = 1 }, in: run, name: "model")
      }
      let text = refusal.map { "\($0)" } ?? ""
      #expect(text.contains("\(path): damaged or forged: checksum of the whole"), "\(text)")
      #expect(text.hasSuffix("Remove \(files.folder) to train anew"), "\(text)")
      try whole.write(to: URL(fileURLWithPath: path))
    }
    _ = try await train(options { $0.epochs = 1 }, in: run, name: "model")
  }

  @Test func saysWhatIsWrongWithTheSamples() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run, extra: 7)
    await #expect {
      try await train(options { $0.labels = [1] }, in: run, name: "a")
    } throws: { "\($0)".contains("value 7 occurs") }
    await #expect {
      try await train(options { $0.validation = ["disk_2"] }, in: run, name: "b")
    } throws: { "\($0)".contains("there is no case “disk_2”") }
    await #expect {
      try await train(
        options { $0.validation = ["disc_0", "disc_1", "disc_2"] }, in: run, name: "c")
    } throws: { "\($0)".contains("all 3 cases are for validation") }
    await #expect {
      try await train(options { $0.training = ["disc_7"] }, in: run, name: "d")
    } throws: { "\($0)".contains("training: there is no case “disc_7”") }
    await #expect {
      try await train(
        options {
          $0.weighSlices = true
          $0.labels = [1, 7]
        }, in: run, name: "e")
    } throws: { "\($0)".contains("has no weights; give `weights` to the sample-writer") }
    #expect(
      options { $0.training = ["disc_2"] }.problems.first?.contains("disc_2 is in both") == true)
    #expect(options { $0.crop = [31, 32] }.problems.first?.contains("multiple of 2") == true)
  }

  @Test func aLossThatIsNoNumberLeavesItsBatch() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    await #expect {
      try await train(options { $0.learningRate = 1e30 }, in: run, name: "model")
    } throws: { "\($0)".contains("The batch is in") }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("model"))
    #expect(left.contains { $0.hasPrefix("not-finite-epoch") })
  }

  /// One graph: samples, a network trained on them, its labels of the scans.
  @Test func oneGraphTrainsAndPredicts() async throws {
    let run = try TestRun(in: folder)
    try await samples(in: run)
    let outcome = try await run.run(
      """
        training-set: {stage: sample-reader, options: {samples: discs}}
        unet:
          stage: unet-trainer
          from: training-set
          options:
            {model: discs, channels: [4, 8], epochs: 20, batch: 4, crop: [32, 32], validation: [disc_2]}
        volumes:
          stage: volume-reader
          after: unet
          options:
            dataset: \(folder.file("data/imagesTr"))
            references: \(folder.file("data/labelsTr"))
            orientation: stored
            cases: [disc_2]
        pictures: {stage: window, from: volumes}
        predictions:
          {stage: unet-predictor, from: pictures, options: {model: discs, flips: true}}
        labels: {stage: label-writer, from: predictions}
      """)
    #expect(outcome.status == .done)
    let scores = try String(
      contentsOfFile: "\(run.environment.folder.labels("unet"))/scores.csv", encoding: .utf8)
    #expect(scores.contains("disc_2"))
    #expect(
      FileManager.default.fileExists(
        atPath: "\(run.environment.folder.labels("unet"))/disc_2.nii"))
  }
}
