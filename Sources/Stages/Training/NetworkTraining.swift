import Dataflow
import DurableFiles
import Foundation
import GraphFile
import Logging
import Synchronization
import Tensors
import Training

/// Trains one network on one set of samples, epoch by epoch, from where an earlier attempt was.
///
/// What is drawn at random follows from seed, epoch and place alone, and the state after every epoch is
/// published whole: a training that was interrupted ends with the same weights as one that was not.
struct NetworkTraining {
  let options: TrainingOptions
  let samples: SampleSet
  let files: TrainingFiles
  let team: ThreadTeam
  let logger: Logger
  /// Asked before each epoch.
  var shouldStop: @Sendable () -> Bool = { false }
  /// Told before each epoch where the training is and how long the rest will take.
  var onEpoch: @Sendable (String) -> Void = { _ in }

  /// What a training is of, checked against the samples.
  private struct Plan {
    let classes: [Int]
    let slices: TrainingSlices
    /// What is learned from, in alphabetical order.
    let trainingCases: [String]
    let validation: [SampleSet.Scan]
    let description: NetworkDescription
    let optionsText: String
  }

  func callAsFunction() async throws -> [PublishedFile] {
    let plan = try plan()
    var (state, progress) = try begin(plan)
    let stepsPerEpoch = (plan.slices.count(options) + options.batch - 1) / options.batch
    let rate = options.rate(stepsPerEpoch: stepsPerEpoch)
    var published: [String: PublishedFile] = [:]
    func record(_ file: PublishedFile) { published[file.path] = file }
    let (clock, before) = (ContinuousClock(), progress.epochs.count)
    let began = clock.now
    while progress.epochs.count < options.epochs, !progress.endedEarly {
      try Task.checkCancellation()
      // What is published of the last epoch is what the next run goes on from.
      if shouldStop() { throw RunStopping() }
      let epoch = progress.epochs.count + 1
      onEpoch(outlook(progress, done: epoch - 1 - before, in: clock.now - began))
      let result = try await train(epoch, plan, rate, &state, &progress)
      let dice = try validate(epoch, plan, state)
      progress.epochs.append(
        TrainingProgress.Epoch(
          epoch: epoch, loss: result.loss, learningRate: result.rate,
          gradientNorm: result.gradientNorm, validationDice: dice))
      let isBest = plan.validation.isEmpty || dice.map { $0 > progress.bestDice ?? -1 } ?? false
      if isBest {
        progress.bestDice = dice
        progress.bestEpoch = epoch
      } else if let patience = options.patience, epoch - (progress.bestEpoch ?? 0) >= patience {
        progress.endedEarly = true
      }
      logger.info(
        "epoch \(epoch) of \(options.epochs)",
        metadata: ["loss": "\(result.loss)", "validation-dice": "\(dice.map { "\($0)" } ?? "-")"])
      // The best before the state that says it is there: after a power cut in between, the epoch is
      // done again, to the same end.
      if isBest { record(try writeBest(plan, state, epoch)) }
      for file in try files.writeCurve(progress) { record(file) }
      record(try files.writeLast(state, progress))
    }
    if published[files.best] == nil {
      // Of an earlier attempt, or no epoch was better than none.
      if !FilePath.exists(files.best) { _ = try writeBest(plan, state, progress.epochs.count) }
    }
    return try [
      files.best, files.last, "\(files.folder)/learning-curve.csv",
      "\(files.folder)/learning-curve.svg",
    ].compactMap { path in
      try published[path] ?? (FilePath.exists(path) ? PublishedFile.reading(path) : nil)
    }
  }

  /// Where a training is, in words.
  private func outlook(_ progress: TrainingProgress, done: Int, in time: Duration) -> String {
    var text = "epoch \(progress.epochs.count + 1) of \(options.epochs)"
    if done == 0, let last = progress.epochs.last { text += " (going on after \(last.epoch))" }
    if let last = progress.epochs.last { text += String(format: ", loss %.3f", last.loss) }
    if let best = progress.bestDice { text += String(format: ", best Dice %.3f", best) }
    if done > 0 {
      let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
      let rest = seconds / Double(done) * Double(options.epochs - progress.epochs.count)
      text +=
        rest < 90
        ? String(format: ", %.0f s to go", rest)
        : String(format: ", %.0f min to go", rest / 60)
    }
    return text
  }

  private func plan() throws -> Plan {
    let known = samples.cases.map(\.id)
    let asked =
      options.validation.map { ("validation", $0) } + options.training.map { ("training", $0) }
    for (option, id) in asked where samples[id] == nil {
      throw problem(
        "\(option): there is no case “\(id)” among the samples in \(samples.path) "
          + "(\(known.prefix(5).joined(separator: ", "))\(known.count > 5 ? ", …" : ""))")
    }
    let training =
      options.training.isEmpty
      ? Set(known).subtracting(options.validation) : Set(options.training)
    guard !training.isEmpty else {
      throw problem(
        "all \(known.count) cases are for validation; leave some to train on, or give no validation"
      )
    }
    var found: Set<Int> = []
    let used = samples.cases.filter {
      training.contains($0.id) || options.validation.contains($0.id)
    }
    if options.weighSlices, let one = used.first(where: { $0.weights == nil }) {
      throw problem(
        "weigh-slices: case \(one.id) in \(samples.path) has no weights; give `weights` to the "
          + "sample-writer")
    }
    for one in used {
      for counts in one.labelCounts { found.formUnion(counts.keys) }
    }
    found.remove(Int(TrainingSlice.ignored))
    let classes = options.labels.isEmpty ? found.sorted() : options.labels
    guard !classes.isEmpty else {
      throw problem(
        "none of the slices in \(samples.path) has a label; give other labels, look whether "
          + "`references` is the right folder, or lower the bounds that leave masks out")
    }
    let beyond = found.subtracting(classes).sorted()
    guard beyond.isEmpty else {
      throw problem(
        "labels: value \(beyond.map(String.init).joined(separator: ", ")) occurs in \(samples.path) and "
          + "is not among \(classes); add it, or merge all values by `labels: merged` of the "
          + "sample-writer")
    }
    let slices = TrainingSlices(samples, cases: training, classes: classes)
    guard !slices.labelled.isEmpty else {
      throw problem("no slice of the \(training.count) cases to train on has a label")
    }
    return Plan(
      classes: classes, slices: slices, trainingCases: training.sorted(),
      validation: samples.cases.filter { options.validation.contains($0.id) },
      description: options.description(classes: classes.count),
      optionsText: try options.text)
  }

  /// The state to go on from.
  private func begin(_ plan: Plan) throws -> (TrainingState, TrainingProgress) {
    if let (state, progress) = try files.readLast(plan.description.network) {
      try options.checkUnchanged(since: progress.options, in: files.folder)
      guard progress.samples == samples.digest else {
        throw StageError.inTheWay(
          stage: UNetTrainer.description.kind,
          "\(files.folder) holds a training on other samples than \(samples.path) has now; it is left as it "
            + "is. Give another --out, or remove that folder to train anew")
      }
      return (state, progress)
    }
    var state = TrainingState(
      plan.description.network, seed: UInt64(bitPattern: Int64(options.seed)),
      keepsAverage: options.averageDecay != nil)
    if let start = options.start {
      let model = try SegmentationModel(checkpoint: start)
      var wanted = plan.description
      wanted.dropout = model.description.dropout
      guard model.description == wanted else {
        throw problem(
          "start: \(start) is a network of \(model.description.kind.rawValue), channels "
            + "\(model.description.channels), \(model.description.outChannels) outputs; expected "
            + "\(wanted.kind.rawValue), channels \(wanted.channels), \(wanted.outChannels) outputs")
      }
      for name in state.parameters.keys { state.parameters[name] = model.weights[name] }
      for name in state.buffers.keys { state.buffers[name] = model.weights[name] }
      if state.average != nil { state.average = state.parameters }
    }
    try files.removeBest()
    return (
      state, TrainingProgress(options: plan.optionsText, samples: samples.digest)
    )
  }

  private func train(
    _ epoch: Int, _ plan: Plan, _ rate: LearningRate, _ state: inout TrainingState,
    _ progress: inout TrainingProgress
  ) async throws -> (loss: Double, rate: Double, gradientNorm: Double) {
    var step = TrainingStep(
      network: plan.description.network, loss: options.lossFunction,
      activation: plan.classes.count == 1 ? .sigmoid : .softmax, optimiser: options.optimiserMethod,
      clipNorm: options.clipNorm, averageDecay: Float(options.averageDecay ?? 0), team: team)
    step.diceOverBatch = options.batchDice
    let (assembly, training) = (BatchAssembly(classes: plan.classes), step)
    let cutting = SliceCutting(options: options, samples: samples, classes: plan.classes)
    let first = progress.steps
    struct Running {
      var state: TrainingState
      var steps = 0
      var loss = 0.0
      var norm = 0.0
      var rate = 0.0
    }
    let running = Mutex(Running(state: state))
    // Not held twice: the running copy is written to in place.
    state = TrainingState(parameters: [:], buffers: [:])
    let seed = SplitMix64.seed(UInt64(bitPattern: Int64(options.seed)), UInt64(epoch), 1)
    try await EpochGraph(
      draws: plan.slices.epoch(epoch, options), workers: 2, batch: options.batch,
      load: { try cutting($0) },
      step: { slices in
        let batch = assembly(slices)
        try running.withLock { running in
          let number = first + running.steps
          running.rate = rate(at: number)
          do {
            let result = try training(
              batch, rate: Float(running.rate), seed: SplitMix64.seed(seed, UInt64(number)),
              &running.state)
            running.loss += Double(result.loss)
            running.norm += result.gradientNorm
          } catch let error as TrainingError {
            let path = try files.writeBatch(batch, epoch: epoch, step: number)
            throw problem(
              "epoch \(epoch), step \(number): \(error). The batch is in \(path)")
          }
          running.steps += 1
        }
      }
    ).run()
    return running.withLock { running in
      state = running.state
      progress.steps += running.steps
      let count = Double(max(running.steps, 1))
      return (running.loss / count, running.rate, running.norm / count)
    }
  }

  private func model(_ plan: Plan, _ state: TrainingState) -> SegmentationModel {
    var model = SegmentationModel(
      plan.description, weights: state.weights.merging(state.buffers) { first, _ in first },
      classes: plan.classes,
      labels: samples.labels.filter { plan.classes.contains($0.key) },
      preparation: options.preparation)
    model.notes["sluice.crop"] = options.crop.map(String.init).joined(separator: " ")
    model.notes[SegmentationModel.casesNote] = plan.trainingCases.joined(separator: "\n")
    return model
  }

  private func validate(_ epoch: Int, _ plan: Plan, _ state: TrainingState) throws -> Double? {
    guard !plan.validation.isEmpty,
      epoch % max(options.validateEvery, 1) == 0 || epoch == options.epochs
    else { return nil }
    let validation = VolumeValidation(
      cases: plan.validation, classes: plan.classes, team: team)
    return try validation(
      SlicePredictor(
        model(plan, state), window: ImageSize(height: options.crop[0], width: options.crop[1]),
        team: team))
  }

  private func writeBest(
    _ plan: Plan, _ state: TrainingState, _ epoch: Int
  ) throws -> PublishedFile {
    var model = model(plan, state)
    model.notes["sluice.epoch"] = "\(epoch)"
    return try model.write(to: files.best, in: files.files)
  }

  private func problem(_ text: String) -> StageError {
    .option(stage: UNetTrainer.description.kind, text)
  }
}
