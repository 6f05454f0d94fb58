import Dataflow
import Foundation
import Imaging
import SegmentAnything
import Tensors
import Testing
import ZarrStore

@testable import Stages

/// Encoder and decoder with the small model that the project ships.
struct ModelTests {
  let folder: TestFolder
  let run: TestRun

  init() throws {
    folder = try TestFolder()
    run = try TestRun(in: folder)
  }

  /// Two bright discs in soft tissue, on slices 1 and 2 of three.
  private static let scan = TestScan(
    size: [48, 40, 3],
    hu: { i, j, k in disc(i, j, k) == 0 ? -100 : 40 + 60 * disc(i, j, k) + (i * 7 + j * 3) % 9 },
    label: { i, j, k in disc(i, j, k) })

  @Sendable private static func disc(_ i: Int, _ j: Int, _ k: Int) -> Int {
    func within(_ x: Int, _ y: Int, _ radius: Int) -> Bool {
      (i - x) * (i - x) + (j - y) * (j - y) <= radius * radius
    }
    guard k > 0 else { return 0 }
    return within(15, 20, 8) ? 1 : within(35, 20, 6) ? 2 : 0
  }

  private func picture(_ slice: CaseSlice) throws -> Picture {
    let window = Window(window: try HUWindow(low: -175, high: 250), stretch: .minMax)
    return try #require(window.process(slice))
  }

  private func prompts(_ slice: CaseSlice, kinds: [String] = ["box"]) throws -> SlicePrompts {
    var options = Prompts.Options()
    options.kinds = kinds
    return try #require(try Prompts(options).process(slice))
  }

  private func encoder(_ change: (inout SamEncoder.Options) -> Void = { _ in }) throws -> SamEncoder
  {
    var options = SamEncoder.Options()
    options.checkpoint = TestRun.checkpoint
    change(&options)
    var stage = SamEncoder(
      options: options, environment: run.environment,
      outline: try ModelOutline(checkpoint: options.checkpoint))
    try stage.prepare()
    return stage
  }

  private func decoder(
    _ change: (inout Stages.MaskDecoder.Options) -> Void = { _ in }
  ) throws -> Stages.MaskDecoder {
    var options = Stages.MaskDecoder.Options()
    options.checkpoint = TestRun.checkpoint
    change(&options)
    var stage = Stages.MaskDecoder(
      options: options, environment: run.environment,
      outline: try ModelOutline(checkpoint: options.checkpoint))
    try stage.prepare()
    return stage
  }

  /// One slice through encoder and decoder.
  private func decoded(
    slice index: Int = 1, kinds: [String] = ["box"],
    _ change: (inout Stages.MaskDecoder.Options) -> Void = { _ in }
  ) throws -> SliceMasks {
    let slice = try Self.scan.slices(in: folder)[index]
    let prompts = try prompts(slice, kinds: kinds)
    let embedding = try encoder().process(
      SamEncoder.Input(picture: picture(slice), prompts: prompts))
    let input = Stages.MaskDecoder.Input(prompts: prompts, embedding: embedding)
    return try #require(try decoder(change).process(input))
  }

  @Test func embeddingsAreRoundedAtOnce() throws {
    let slice = try Self.scan.slices(in: folder)[1]
    let input = SamEncoder.Input(picture: try picture(slice), prompts: nil)
    let exact = try #require(try encoder { $0.precision = .float32 }.process(input))
    let rounded = try #require(try encoder().process(input))
    guard case .float16(let values) = rounded.values, case .float32(let floats) = exact.values
    else {
      Issue.record("the precisions are not those asked for")
      return
    }
    #expect(values == floats.map { Float16($0) })
    #expect(rounded.tensor.elements == values.map { Float($0) })
    #expect(rounded.shape == exact.shape && rounded.shape.count == 3)
    #expect(rounded.encoder.checkpoint.count == 64 && rounded.encoder.preprocessing == .sam)
  }

  @Test func onlyPromptedSlicesAreEncodedUnlessAllAre() throws {
    let slice = try Self.scan.slices(in: folder)[0]
    let input = SamEncoder.Input(picture: try picture(slice), prompts: try prompts(slice))
    #expect(try encoder().process(input) == nil)
    #expect(try encoder { $0.encode = .all }.process(input) != nil)
  }

  @Test func slicesWithoutPromptsAreBackground() throws {
    let slice = try Self.scan.slices(in: folder)[0]
    let prompts = try prompts(slice, kinds: ["box", "centroid"])
    let masks = try #require(
      try decoder().process(Stages.MaskDecoder.Input(prompts: prompts, embedding: nil)))
    #expect(masks.sets.map(\.name) == ["box", "centroid"])
    #expect(masks.sets.allSatisfy { $0.labels.labelValues.isEmpty && $0.components.isEmpty })
    let prompted = try self.prompts(Self.scan.slices(in: folder)[1])
    #expect(throws: StageError.self) {
      try decoder().process(Stages.MaskDecoder.Input(prompts: prompted, embedding: nil))
    }
  }

  @Test func everyPromptIsAComponentInItsOrder() throws {
    let masks = try decoded(kinds: ["box", "centroid"])
    for set in masks.sets {
      #expect(set.components.map(\.prompt.label) == [1, 2])
      #expect(set.components.map(\.maskIndex) == (set.name == "box" ? [0, 0] : [1, 1]))
      #expect(set.components.allSatisfy { $0.rejection == nil && $0.checkpoint.count == 64 })
      #expect(set.components.allSatisfy { $0.lowResLogits == nil && $0.mask == nil })
    }
    #expect(masks.sets[0].labels.labelValues == [1, 2])
  }

  @Test func theBestOfThreeMasksIsTheOneTheModelRatesHighest() throws {
    let slice = try Self.scan.slices(in: folder)[1]
    let prompts = try prompts(slice, kinds: ["interior"])
    let embedding = try #require(
      try encoder().process(SamEncoder.Input(picture: picture(slice), prompts: prompts)))
    let ratings = try run.environment.models.model(at: TestRun.checkpoint).sam.predict(
      embedding: embedding.tensor, originalSize: ImageSize(height: 48, width: 40),
      prompts: prompts.sets[0].prompts.map { ImagePrompt($0) }, multimask: true,
      team: run.environment.team
    ).map(\.iouPredictions)
    let input = Stages.MaskDecoder.Input(prompts: prompts, embedding: embedding)
    let first = try #require(try decoder().process(input)).sets[0].components
    let best = try #require(try decoder { $0.mask = .best }.process(input)).sets[0].components
    #expect(first.map(\.maskIndex) == [1, 1])
    #expect(first.map(\.predictedIoU) == ratings.map { $0[0] })
    #expect(best.map(\.predictedIoU) == ratings.map { $0.max()! })
    #expect(best.map(\.maskIndex) == ratings.map { $0.firstIndex(of: $0.max()!)! + 1 })
    // A box has one mask, whichever is asked for.
    #expect(try decoded { $0.mask = .best }.sets[0].components.map(\.maskIndex) == [0, 0])
  }

  @Test func masksThatArePoorlyRatedAreLeftOutWithTheReason() throws {
    let all = try decoded().sets[0]
    let least = Double(all.components.map(\.predictedIoU).min()!)
    let most = Double(all.components.map(\.predictedIoU).max()!)
    try #require(least < most)
    let gated = try decoded { $0.minPredictedIoU = (least + most) / 2 }.sets[0]
    #expect(Set(gated.components.map(\.rejection)) == [nil, .predictedIoU])
    let kept = gated.components.filter { $0.rejection == nil }.map { UInt16($0.prompt.label) }
    #expect(gated.labels.labelValues == kept)
    // What the model made stays in the table.
    #expect(gated.components.map(\.pixels) == all.components.map(\.pixels))

    let stability = Double(all.components.map(\.stability).max()!)
    try #require(stability < 1)
    let unstable = try decoded { $0.minStability = 1 }.sets[0]
    #expect(unstable.components.map(\.rejection) == [.stability, .stability])
    #expect(unstable.labels.labelValues.isEmpty)
  }

  @Test func whatIsAskedForIsKept() throws {
    let kept = try decoded { $0.keep = .logitsAndMasks }.sets[0]
    for component in kept.components {
      let mask = try #require(component.mask)
      #expect(mask.rows == 48 && mask.columns == 40)
      #expect(mask.pixels.reduce(0) { $0 + Int($1) } == component.pixels)
      #expect(component.lowResLogits?.count == component.lowResShape.reduce(1, *))
    }
    let masks = try decoded { $0.keep = .masks }.sets[0]
    #expect(masks.components.allSatisfy { $0.lowResLogits == nil && $0.mask != nil })
  }

  /// The definition: the logistic function of the highest logit among the masks that were kept.
  @Test func probabilitiesAreThoseOfTheBestMask() throws {
    let slice = try Self.scan.slices(in: folder)[1]
    let prompts = try prompts(slice)
    let embedding = try #require(
      try encoder().process(SamEncoder.Input(picture: picture(slice), prompts: prompts)))
    let sam = try run.environment.models.model(at: TestRun.checkpoint).sam
    let size = ImageSize(height: 48, width: 40)
    let logits = try sam.predict(
      embedding: embedding.tensor, originalSize: size,
      prompts: prompts.sets[0].prompts.map { ImagePrompt($0) }, multimask: false,
      team: run.environment.team
    ).map {
      try sam.upscaleMasks($0.lowResMasks, originalSize: size, team: run.environment.team).elements
    }
    let soft = try decoded { $0.keep = .soft }.sets[0]
    let probabilities = try #require(soft.probabilities).pixels
    for index in probabilities.indices {
      let best = Double(max(logits[0][index], logits[1][index]))
      #expect(abs(Double(probabilities[index]) - 255 / (1 + exp(-best))) <= 0.51)
    }
    #expect(probabilities.map { $0 >= 128 } == soft.labels.pixels.map { $0 > 0 })
    #expect(soft.labels == (try decoded().sets[0].labels))
    #expect(try decoded().sets[0].probabilities == nil)

    // What was left out or removed is no longer probable.
    let none = try decoded {
      $0.keep = .soft
      $0.minStability = 1
    }.sets[0]
    #expect(none.probabilities?.pixels.max() == 0)
    let count = soft.labels.pixels.count { $0 == 2 }
    let large = try decoded {
      $0.keep = .soft
      $0.minPixels = count + 1
    }.sets[0]
    #expect(large.probabilities?.pixels.map { $0 >= 128 } == large.labels.pixels.map { $0 > 0 })
    #expect(try decoded(slice: 0) { $0.keep = .soft }.sets[0].probabilities?.pixels.max() == 0)
  }

  /// A second look with the first one's logits and a point where it was wrong, as the official
  /// predictor is asked for it.
  @Test(arguments: ["box-then-point", "box-then-background", "box-then-point+background"])
  func secondPassesCorrectTheFirst(kind: String) throws {
    // Discs with a hole in the reference that is none in the picture: masks are sure to fill it.
    var scan = Self.scan
    scan.label = { i, j, k in
      (i - 15) * (i - 15) + (j - 20) * (j - 20) < 16 ? 0 : Self.disc(i, j, k)
    }
    let slice = try scan.slices(in: folder)[1]
    let prompts = try prompts(slice, kinds: [kind])
    let embedding = try #require(
      try encoder().process(SamEncoder.Input(picture: picture(slice), prompts: prompts)))
    let input = Stages.MaskDecoder.Input(prompts: prompts, embedding: embedding)
    let found = try #require(try decoder { $0.keep = .logitsAndMasks }.process(input)).sets[0]
    let boxes = Stages.MaskDecoder.Input(prompts: try self.prompts(slice), embedding: embedding)
    let first = try #require(try decoder { $0.keep = .logitsAndMasks }.process(boxes)).sets[0]
    let sam = try run.environment.models.model(at: TestRun.checkpoint).sam
    let reference = try #require(slice.context.reference)
    for (corrected, first) in zip(found.components, first.components) {
      let mask = try #require(first.mask)
      var expected = ImagePrompt(first.prompt)
      let correction = MaskCorrection(
        mask: mask, isObject: { Int(reference.pixels[$0]) == first.prompt.label })
      if kind != "box-then-background", let point = correction.missed {
        expected.points.append(ImagePoint(x: point.x, y: point.y))
        expected.pointLabels.append(.foreground)
      }
      if kind != "box-then-point", let point = correction.excess {
        expected.points.append(ImagePoint(x: point.x, y: point.y))
        expected.pointLabels.append(.background)
      }
      #expect(corrected.prompt.points.map(\.x) == expected.points.map(\.x))
      #expect(corrected.prompt.points.map(\.y) == expected.points.map(\.y))
      #expect(corrected.prompt.pointLabels == expected.pointLabels.map(\.rawValue))
      guard !expected.points.isEmpty else {
        #expect(corrected.mask == mask)
        continue
      }
      let size = ImageSize(height: 48, width: 40)
      let boxed = try sam.predict(
        embedding: embedding.tensor, originalSize: size, prompts: [ImagePrompt(first.prompt)],
        multimask: false, team: run.environment.team)
      expected.maskInput = boxed[0].lowResMasks
      let again = try sam.predict(
        embedding: embedding.tensor, originalSize: size, prompts: [expected], multimask: false,
        team: run.environment.team)
      #expect(corrected.predictedIoU == again[0].iouPredictions[0])
      #expect(corrected.lowResLogits == again[0].lowResMasks.float16Elements)
    }
    #expect(found.components.contains { !$0.prompt.points.isEmpty })
  }

  /// Every pixel gets what most of the masks say.
  @Test func masksOfRepeatedBoxesVote() throws {
    let slice = try Self.scan.slices(in: folder)[1]
    var options = Prompts.Options()
    options.kinds = ["jittered-box"]
    options.repeats = 5
    let prompts = try #require(try Prompts(options).process(slice))
    let embedding = try #require(
      try encoder().process(SamEncoder.Input(picture: picture(slice), prompts: prompts)))
    let input = Stages.MaskDecoder.Input(prompts: prompts, embedding: embedding)
    let voted = try #require(try decoder { $0.keep = .masks }.process(input)).sets[0].components
    let sam = try run.environment.models.model(at: TestRun.checkpoint).sam
    let size = ImageSize(height: 48, width: 40)
    #expect(voted.map(\.prompt.label) == [1, 2])
    #expect(voted.allSatisfy { $0.otherBoxes.count == 4 })
    for (place, component) in voted.enumerated() {
      let boxes = prompts.sets[0].prompts[place * 5..<place * 5 + 5]
      let predictions = try sam.predict(
        embedding: embedding.tensor, originalSize: size, prompts: boxes.map { ImagePrompt($0) },
        multimask: false, team: run.environment.team)
      var ayes = [Int](repeating: 0, count: 48 * 40)
      for prediction in predictions {
        let logits = try sam.upscaleMasks(
          prediction.lowResMasks, originalSize: size, team: run.environment.team)
        for (index, logit) in logits.elements.enumerated() where logit > 0 { ayes[index] += 1 }
      }
      #expect(component.mask?.pixels == ayes.map { $0 >= 3 ? 1 : 0 })
      #expect(ayes.contains { 0 < $0 && $0 < 5 })
      let mean = predictions.map { Double($0.iouPredictions[0]) }.reduce(0, +) / 5
      #expect(abs(Double(component.predictedIoU) - mean) < 1e-6)
    }
  }

  @Test func smallComponentsAreRemoved() throws {
    let all = try decoded().sets[0]
    let count = all.labels.pixels.count { $0 == 2 }
    try #require(count > 0 && count < all.labels.pixels.count { $0 == 1 })
    let large = try decoded { $0.minPixels = count + 1 }.sets[0]
    #expect(large.labels.labelValues == [1])
  }

  @Test func theHigherLogitWinsWhereClassesOverlap() {
    var labels: [UInt16] = [0, 0, 0, 0]
    var best = Tensor(zeros: [2, 2])
    LabelKernels.paint(1, where: Tensor([-1, 2, 3, 0], shape: [2, 2]), onto: &labels, best: &best)
    #expect(labels == [0, 1, 1, 0])
    LabelKernels.paint(2, where: Tensor([1, 2, 4, -1], shape: [2, 2]), onto: &labels, best: &best)
    // Of two equal logits the earlier prompt's stays.
    #expect(labels == [2, 1, 2, 0])
    #expect(best.elements == [1, 2, 4, 0])
  }

  @Test func embeddingsOfAnotherModelAreRefused() throws {
    let slice = try Self.scan.slices(in: folder)[1]
    let prompts = try prompts(slice)
    let own = try #require(
      try encoder().process(SamEncoder.Input(picture: picture(slice), prompts: prompts)))
    let other = SliceEmbedding(
      context: own.context, shape: own.shape, values: own.values,
      encoder: EncoderIdentity(checkpoint: "0123456789abcdef", preprocessing: .sam))
    let error = #expect(throws: StageError.self) {
      try decoder().process(Stages.MaskDecoder.Input(prompts: prompts, embedding: other))
    }
    #expect("\(error!)".contains("made by another model (SHA-256 0123456789ab…)"))
  }

  private func label(_ dataset: TestDataset, encoder: String, name: String) async throws {
    try await TestRun(in: folder, name: name).run(
      """
        volumes:
          stage: volume-reader
          options: {dataset: \(dataset.path), orientation: stored}
        window: {stage: window, from: volumes}
        prompts:
          stage: prompts
          from: volumes
          options: {kinds: [box, interior]}
      \(encoder)
        decoder:
          stage: mask-decoder
          from: {embedding: encoder, prompts: prompts}
          workers: 2
          options: {checkpoint: $model}
        labels: {stage: label-writer, from: decoder}

      """)
  }

  /// The decoder sees what the shard holds, so that labels made of it are the same bytes.
  @Test(arguments: ["sam", "medsam"])
  func decodingFromShardsGivesTheSameBytes(preprocessing: String) async throws {
    let dataset = try TestDataset(
      ["a": Self.scan, "b": Self.scan], labels: [0: "background", 1: "a", 2: "b"], in: folder)
    try await label(
      dataset,
      encoder: """
          encoder:
            stage: sam-encoder
            from: {picture: window, prompts: prompts}
            options: {checkpoint: $model, preprocessing: \(preprocessing)}
          embeddings: {stage: shard-writer, from: encoder}
        """, name: "fresh")
    try await label(
      dataset,
      encoder: """
          encoder:
            stage: shard-reader
            from: prompts
            options: {store: \(folder.file("fresh/shards/embeddings.zarr"))}
          overlay: {stage: overlay, from: {picture: window, masks: decoder}}
        """, name: "stored")
    for set in ["box", "interior"] {
      for file in ["a.nii", "b.nii", "provenance.csv", "scores.csv"] {
        let fresh = try folder.bytes("fresh/labels/\(set)/\(file)")
        #expect(try folder.bytes("stored/labels/\(set)/\(file)") == fresh, "\(set)/\(file)")
      }
      #expect(try folder.table("fresh/labels/\(set)/provenance.csv").count == 8)
    }
    let array = try ZarrArray(path: folder.file("fresh/shards/embeddings.zarr/a"))
    #expect(array.attributes["preprocessing"]?.string == preprocessing)
    let slice = try Self.scan.slices(in: folder, id: "a")[1]
    let embedding = try encoder {
      $0.preprocessing = PreprocessingStyle(rawValue: preprocessing)!
    }.process(SamEncoder.Input(picture: picture(slice), prompts: nil))
    guard case .float16(let values)? = embedding?.values else { return }
    #expect(try array.slice(1, as: Float16.self) == values)
  }

  /// What is planned before a model is loaded is what the loaded model says.
  @Test func plannedMemoryIsTheModelsOwn() throws {
    let outline = try ModelOutline(checkpoint: TestRun.checkpoint)
    let sam = try run.environment.models.model(at: TestRun.checkpoint).sam
    let side = outline.configuration.imageSize
    #expect(outline.configuration == sam.configuration)
    #expect(
      outline.configuration.encoderScratchBytes == sam.imageEncoder.scratchBytes + 13 * side * side)
    #expect(outline.embeddingShape == [sam.configuration.promptEmbedDim, side / 16, side / 16])
    #expect(outline.encoderWeightBytes > 0 && outline.decoderWeightBytes > 0)
  }

  /// The bytes of what a stage sends never exceed what was reserved for it.
  @Test func costsCoverWhatIsSent() throws {
    let slice = try Self.scan.slices(in: folder)[1]
    let kinds = ["box", "interior", "box+point"]
    var promptOptions = Prompts.Options()
    promptOptions.kinds = kinds
    promptOptions.maxPrompts = 2
    let extents = try Prompts(promptOptions).extents(of: ["rows": 48, "columns": 40])
    let embedding = try #require(
      try encoder().process(SamEncoder.Input(picture: picture(slice), prompts: nil)))
    #expect(try encoder().cost(of: extents).item >= embedding.shape.reduce(1, *) * 2)
    let masks = try decoded(kinds: kinds) { $0.keep = .logitsAndMasks }
    let sent = masks.sets.map { set in
      set.labels.pixels.count * 2
        + set.components.map { ($0.lowResLogits?.count ?? 0) * 2 + ($0.mask?.pixels.count ?? 0) }
        .reduce(0, +)
    }.reduce(0, +)
    let all = try decoder { $0.keep = .logitsAndMasks }.cost(of: extents).item
    let none = try decoder { $0.keep = .logitsAndMasks }.cost(of: ["rows": 48, "columns": 40]).item
    #expect(all - none >= sent - 48 * 40 * 2)
  }
}
