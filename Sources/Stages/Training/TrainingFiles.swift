import DurableFiles
import Foundation
import GraphFile
import NN
import Report
import Tensors
import Training

/// The files of one training: `best.safetensors`, `last.safetensors`, the learning curve.
struct TrainingFiles: Sendable {
  let folder: String
  let files: any FileSystem

  var best: String { "\(folder)/best.safetensors" }
  var last: String { "\(folder)/last.safetensors" }

  private static let progressKey = "sluice.progress"

  /// Writes everything that a training needs to go on from here.
  func writeLast(
    _ state: TrainingState, _ progress: TrainingProgress
  ) throws -> PublishedFile {
    let encoder = JSONEncoder()
    // Equal states give equal files.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(progress), as: UTF8.self)
    // A bit that flips must not go on into every epoch that follows.
    var writer = SafetensorsWriter(
      metadata: [
        Self.progressKey: text, "sluice.optimiser-steps": "\(state.optimiser.step)",
      ], checksum: true)
    let groups = [
      ("parameters", state.parameters), ("buffers", state.buffers),
      ("average", state.average ?? [:]),
      ("means", state.optimiser.means), ("squares", state.optimiser.squares),
    ]
    for (group, tensors) in groups {
      for (name, tensor) in tensors { writer.add("\(group)/\(name)", float32: tensor) }
    }
    return try writer.write(to: last, naming: .fixed, in: files)
  }

  /// What the training that is there was asked for; nil if there is none.
  ///
  /// - Throws: `StageError` if its file is damaged.
  func lastOptions() throws -> String? { try openLast()?.progress.options }

  private func openLast() throws -> (checkpoint: Checkpoint, progress: TrainingProgress)? {
    guard FileManager.default.fileExists(atPath: last) else { return nil }
    let checkpoint: Checkpoint
    do {
      checkpoint = try Checkpoint.open(last)
      try checkpoint.verify()
    } catch let error as CheckpointError {
      throw unusable(error.problem)
    }
    guard let text = checkpoint.metadata[Self.progressKey],
      let progress = try? JSONDecoder().decode(TrainingProgress.self, from: Data(text.utf8))
    else { throw unusable("it doesn't say where the training was") }
    return (checkpoint, progress)
  }

  private func unusable(_ reason: String) -> StageError {
    .inTheWay(
      stage: UNetTrainer.description.kind,
      "the training in \(folder) can't be gone on with: \(reason). Remove \(folder) to train anew")
  }

  /// Reads what `writeLast` wrote; nil if there is none.
  ///
  /// - Throws: `CheckpointError`, or `StageError` if it is of another network.
  func readLast(
    _ network: any SegmentationNetwork
  ) throws -> (state: TrainingState, progress: TrainingProgress)? {
    guard let (checkpoint, progress) = try openLast() else { return nil }
    guard let steps = checkpoint.metadata["sluice.optimiser-steps"].flatMap(Int.init) else {
      throw unusable("it doesn't say how many steps were taken")
    }
    var groups: [String: [String: Tensor]] = [:]
    for entry in checkpoint.entries {
      let parts = entry.name.split(separator: "/", maxSplits: 1)
      guard parts.count == 2 else { continue }
      do {
        groups[String(parts[0]), default: [:]][String(parts[1])] = try checkpoint.tensor(
          named: entry.name)
      } catch let error as CheckpointError {
        throw unusable(error.problem)
      }
    }
    var state = TrainingState(
      parameters: groups["parameters"] ?? [:], buffers: groups["buffers"] ?? [:])
    state.average = groups["average"]
    state.optimiser.step = steps
    state.optimiser.means = groups["means"] ?? [:]
    state.optimiser.squares = groups["squares"] ?? [:]
    for parameter in network.parameters
    where state.parameters[parameter.name]?.shape != parameter.shape {
      throw StageError.inTheWay(
        stage: UNetTrainer.description.kind,
        "\(last) is of another network (its “\(parameter.name)” is "
          + "\(state.parameters[parameter.name].map { "\($0.shape)" } ?? "missing"), expected "
          + "\(parameter.shape)); remove the folder to train anew, or give the options it had")
    }
    // It may be of an epoch that none to come is better than.
    if progress.bestEpoch != nil {
      do {
        try Checkpoint.open(best).verify()
      } catch let error as CheckpointError {
        throw unusable(error.problem)
      }
    }
    return (state, progress)
  }

  /// Removes what a training left that can't be gone on with.
  func removeBest() throws {
    try files.remove(best)
  }

  /// What is wrong with the files that a training goes on from, as sentences.
  var problems: [String] {
    [last, best].filter(FilePath.exists).compactMap { path in
      do {
        try Checkpoint.open(path).verify()
        return nil
      } catch let error as CheckpointError {
        return error.problem
      } catch {
        return "\(error)"
      }
    }
  }

  /// Writes the table and the plot of the epochs so far.
  func writeCurve(_ progress: TrainingProgress) throws -> [PublishedFile] {
    let rows = progress.epochs.map { epoch in
      [
        "\(epoch.epoch)", epoch.loss.text(6), epoch.learningRate.text(8),
        epoch.gradientNorm.text(5), epoch.validationDice.map { $0.text(5) } ?? "",
      ]
    }
    let table = try CSV.write(
      rows, columns: ["epoch", "loss", "learning_rate", "gradient_norm", "validation_dice"],
      to: "\(folder)/learning-curve.csv", in: files)
    let plot = try PendingFile.write(
      Array(curve(progress).chart.file().utf8), to: "\(folder)/learning-curve.svg", in: files)
    return [table, plot]
  }

  private func curve(_ progress: TrainingProgress) -> TrainingCurve {
    TrainingCurve(
      model: FilePath.name(of: folder),
      epochs: progress.epochs.map {
        .init(epoch: $0.epoch, loss: $0.loss, validationDice: $0.validationDice)
      })
  }

  /// Leaves the batch that no loss could be computed of, to look at.
  func writeBatch(_ batch: TrainingBatch, epoch: Int, step: Int) throws -> String {
    let path = "\(folder)/not-finite-epoch\(epoch)-step\(step).safetensors"
    var writer = SafetensorsWriter()
    writer.add("image", float32: batch.image)
    writer.add("target", float32: batch.target)
    if let weight = batch.weight { writer.add("weight", float32: weight) }
    if let weight = batch.pictureWeight { writer.add("picture_weight", float32: weight) }
    try writer.write(to: path, naming: .fixed, in: files)
    return path
  }
}

extension Double {
  /// With so many significant digits.
  fileprivate func text(_ digits: Int) -> String { String(format: "%.\(digits)g", self) }
}
