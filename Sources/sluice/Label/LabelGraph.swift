import GraphFile
import Imaging
import Stages

/// The common graph: scans, prompts, one encoder pass, labels.
struct LabelGraph {
  var dataset: String
  var checkpoint: String
  var prompts: PromptChoice
  var labels = LabelGrouping.perClass
  var orientation = SliceOrientation.upright
  var window = HUWindow.study
  var preprocessing = "sam"
  var include: [String] = []
  var exclude: [String] = []
  var references: String?
  var allowMissing = false
  var limitSlices: Int?
  var keep: Set<ShardContent> = [.embeddings]
  /// Embeddings of an earlier run, to use instead of the encoder.
  var embeddings: String?
  var overlaysPerCase = 8
  var minPredictedIoU = 0.0
  var minStability = 0.0
  var minPixels = 1
  /// Jittered boxes of a component.
  var repeats = 1
  /// Whether each voxel's probability is written too.
  var soft = false
  /// Probabilities that give the ignored label.
  var uncertain: [Double]?
  /// The overlap that a mask needs with a neighbouring slice; `nil` if they aren't compared.
  var minOverlapWithNeighbours: Double?

  enum PromptChoice {
    case kinds([PromptKind])
    case file(String)
  }

  var spec: GraphSpec {
    GraphSpec(
      name: "label", summary: "Labels every scan of \(dataset).",
      stages: [volumes] + pictures + [promptStage, embedding] + keepEmbeddings + [decoder]
        + consistency + keepMasks + [labelWriter] + overlay)
  }

  /// Pictures are for the encoder, and to draw on.
  private var pictures: [StageSpec] {
    embeddings == nil || overlaysPerCase > 0 ? [windowing] : []
  }

  private var volumes: StageSpec {
    var options: [GraphValue.Field] = [
      .init("dataset", .text(dataset)), .init("orientation", .text(orientation.rawValue)),
    ]
    if let references { options.append(.init("references", .text(references))) }
    if !include.isEmpty { options.append(.init("include", .texts(include))) }
    if !exclude.isEmpty { options.append(.init("exclude", .texts(exclude))) }
    if allowMissing { options.append(.init("allow-missing", true)) }
    if case .file(let file) = prompts { options.append(.init("prompts", .text(file))) }
    if let limitSlices { options.append(.init("limit-slices", .integer(limitSlices))) }
    return StageSpec(
      "volumes", kind: VolumeReader.description.kind,
      comment: "Slices in HU, streamed from the files, with reference labels where there are any.",
      options: options)
  }

  private var windowing: StageSpec {
    StageSpec(
      "window", kind: Window.description.kind,
      comment: "Grey pictures: what the model sees.",
      from: [LinkSpec("slice", from: "volumes")],
      options: [.init("hu", hu)])
  }

  private var hu: GraphValue { .list([bound(window.low), bound(window.high)]) }

  /// A bound of the window, as people write it.
  private func bound(_ hu: Double) -> GraphValue {
    Int(exactly: hu).map { .integer($0) } ?? .number(hu)
  }

  private var promptStage: StageSpec {
    var options: [GraphValue.Field] =
      switch prompts {
      case .kinds(let kinds): [.init("kinds", .texts(kinds.map(\.rawValue)))]
      case .file(let file): [.init("file", .text(file))]
      }
    options.append(.init("labels", .text(labels.rawValue)))
    if repeats > 1 { options.append(.init("repeats", .integer(repeats))) }
    return StageSpec(
      "prompts", kind: Prompts.description.kind, comment: "Boxes and points on each slice.",
      from: [LinkSpec("slice", from: "volumes")], options: options)
  }

  private var embedding: StageSpec {
    if let embeddings {
      return StageSpec(
        "encoder", kind: ShardReader.description.kind,
        comment: "Embeddings of an earlier run; no encoder runs.",
        from: [LinkSpec("prompts", from: "prompts")],
        options: [
          .init("store", .text(embeddings)), .init("checkpoint", .text(checkpoint)),
          .init("orientation", .text(orientation.rawValue)), .init("hu", hu),
          .init("preprocessing", .text(preprocessing)),
        ])
    }
    return StageSpec(
      "encoder", kind: SamEncoder.description.kind,
      comment: "One embedding for each slice that has a prompt, whatever the number of prompts.",
      from: [LinkSpec("picture", from: "window"), LinkSpec("prompts", from: "prompts")],
      options: [
        .init("checkpoint", .text(checkpoint)), .init("preprocessing", .text(preprocessing)),
      ])
  }

  private var keepEmbeddings: [StageSpec] {
    guard keep.contains(.embeddings), embeddings == nil else { return [] }
    return [
      StageSpec(
        "embeddings", kind: ShardWriter.description.kind,
        comment: "Kept, so that other prompts later need no encoder.",
        from: [LinkSpec("items", from: "encoder")])
    ]
  }

  private var decoder: StageSpec {
    let detail = MaskDetail(
      logits: keep.contains(.logits),
      masks: keep.contains(.masks) || minOverlapWithNeighbours != nil,
      soft: soft || uncertain != nil)
    var options: [GraphValue.Field] = [.init("checkpoint", .text(checkpoint))]
    if detail != .labels { options.append(.init("keep", .text(detail.rawValue))) }
    if minPredictedIoU > 0 { options.append(.init("min-predicted-iou", .number(minPredictedIoU))) }
    if minStability > 0 { options.append(.init("min-stability", .number(minStability))) }
    if minPixels > 1 { options.append(.init("min-pixels", .integer(minPixels))) }
    return StageSpec(
      "decoder", kind: MaskDecoder.description.kind,
      comment: "A mask for every prompt, joined to labels.",
      from: [LinkSpec("embedding", from: "encoder"), LinkSpec("prompts", from: "prompts")],
      options: options)
  }

  private var consistency: [StageSpec] {
    guard let minOverlapWithNeighbours else { return [] }
    return [
      StageSpec(
        "consistent", kind: SliceConsistency.description.kind,
        comment: "Without masks that the slices before and after don't bear out.",
        from: [LinkSpec("masks", from: "decoder")],
        options: [.init("min-overlap-with-neighbours", .number(minOverlapWithNeighbours))])
    ]
  }

  /// The stage whose masks are written. Pictures are of the decoder's, which are numbered as the
  /// window's are.
  private var lastMasks: String { minOverlapWithNeighbours == nil ? "decoder" : "consistent" }

  private var keepMasks: [StageSpec] {
    [ShardContent.logits, .masks].filter(keep.contains).map { content in
      StageSpec(
        content.rawValue, kind: ShardWriter.description.kind,
        comment: "One row for each row of the provenance table.",
        from: [LinkSpec("items", from: "decoder")],
        options: [.init("content", .text(content.rawValue))])
    }
  }

  private var labelWriter: StageSpec {
    var options: [GraphValue.Field] = [.init("labels", .text(labels.rawValue))]
    if soft { options.append(.init("soft", true)) }
    if let uncertain {
      options.append(.init("uncertain", .list(uncertain.map(GraphValue.number))))
    }
    return StageSpec(
      "labels", kind: LabelWriter.description.kind,
      comment: "NIfTI on each scan's own grid, with provenance and scores.",
      from: [LinkSpec("masks", from: lastMasks)], options: options)
  }

  private var overlay: [StageSpec] {
    guard overlaysPerCase > 0 else { return [] }
    return [
      StageSpec(
        "overlay", kind: Overlay.description.kind, comment: "Pictures to look at.",
        from: [LinkSpec("picture", from: "window"), LinkSpec("masks", from: "decoder")],
        options: [.init("per-case", .integer(overlaysPerCase))])
    ]
  }
}

extension LabelGraph {
  /// How many sets of labels there will be.
  var kindCount: Int {
    switch prompts {
    case .kinds(let kinds): kinds.count
    case .file: 1
    }
  }

  /// The reader's options, for looking at the dataset beforehand.
  var readerOptions: VolumeReader.Options {
    var options = VolumeReader.Options()
    options.dataset = dataset
    options.references = references
    options.orientation = orientation
    options.include = include
    options.exclude = exclude
    options.allowMissing = allowMissing
    options.limitSlices = limitSlices
    if case .file(let file) = prompts { options.prompts = file }
    return options
  }

  /// The prompt stage's options, for counting prompts beforehand.
  var promptOptions: Prompts.Options {
    var options = Prompts.Options()
    switch prompts {
    case .kinds(let kinds): options.kinds = kinds.map(\.rawValue)
    case .file(let file): options.file = file
    }
    options.labels = labels
    options.repeats = repeats
    options.maxPrompts = 65_535
    return options
  }
}
