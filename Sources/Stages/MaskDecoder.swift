import Algorithms
public import Dataflow
public import GraphFile
import Imaging
import SegmentAnything
import Tensors

/// Runs SAM's mask decoder on every prompt of a slice and joins the masks to labels.
public struct MaskDecoder: Transform, CatalogStage {
  public struct Options: StageOptions {
    public var checkpoint = ""
    public var mask = MaskChoice.first
    public var minPredictedIoU: Double = 0
    public var minStability: Double = 0
    public var minPixels = 1
    public var keep = MaskDetail.labels

    public init() {}

    enum CodingKeys: String, CodingKey {
      case checkpoint, mask, keep
      case minPredictedIoU = "min-predicted-iou"
      case minStability = "min-stability"
      case minPixels = "min-pixels"
    }
  }

  /// Which of the three masks answers a prompt of points alone.
  public enum MaskChoice: String, Codable, Sendable, CaseIterable {
    case first
    /// The one of the highest predicted IoU.
    case best
  }

  public struct Input: Sendable {
    let prompts: SlicePrompts
    /// `nil` if the slice was not encoded, because it has no prompt.
    let embedding: SliceEmbedding?
  }

  public static let description = StageDescription(
    "mask-decoder", .transform,
    summary: "Runs SAM's mask decoder on every prompt of a slice and joins the masks to labels.",
    discussion: """
      A pixel takes the label of the mask with the highest logit above 0. Masks below \
      `min-predicted-iou` or `min-stability` are left out of the labels, but stay in the \
      provenance table with the reason. Of several boxes for one component every pixel gets what \
      most of their masks say.
      """,
    inputs: [
      PortDescription(
        "embedding", accepts: [SliceEmbedding.elementType(nil)], isRequired: true,
        help: "embeddings, fresh or from a shard"),
      PortDescription(
        "prompts", accepts: [SlicePrompts.elementType], isRequired: true,
        help: "the boxes and points to answer"),
    ],
    output: SliceMasks.elementType(keeps: .labels),
    options: [
      OptionDescription(
        "checkpoint", .file, isRequired: true,
        help: "the model that made the embeddings"),
      OptionDescription(
        "mask", .choice(MaskChoice.allCases.map(\.rawValue)),
        help: "which of the three masks answers points alone"),
      OptionDescription(
        "min-predicted-iou", .number(0...1),
        help: "masks that the model itself rates lower are left out"),
      OptionDescription(
        "min-stability", .number(0...1),
        help: "masks of a lower stability score are left out"),
      OptionDescription(
        "min-pixels", .integer(1...1_000_000), unit: "pixels",
        help: "smaller 2-D components of the labels are removed"),
      OptionDescription(
        "keep", .choice(MaskDetail.allCases.map(\.rawValue)),
        help: "what of each component goes on to a shard-writer, and with soft each pixel's "
          + "probability to a label-writer"),
    ],
    example: """
      decoder:
        stage: mask-decoder
        from: {embedding: encoder, prompts: prompts}
        options: {checkpoint: sam_vit_b_01ec64.pth, min-stability: 0.8}
      """)

  public static func output(_ options: Options) -> ElementType? {
    SliceMasks.elementType(keeps: options.keep)
  }

  public static func check(_ options: Options) -> [String] {
    ModelOutline.problems(ofCheckpoint: options.checkpoint)
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let environment = call.environment
    let stage = MaskDecoder(
      options: options, environment: environment,
      outline: try environment.models.outline(at: options.checkpoint))
    let embeddings = try call.link("embedding", as: SliceEmbedding.self)
    let prompts = try call.link("prompts", as: SlicePrompts.self)
    let input = join(prompts, embeddings.orNil()).map { Input(prompts: $0, embedding: $1) }
    return AnyLink(
      graph.transform(call.name, stage, from: input, call.settings),
      as: SliceMasks.elementType(keeps: options.keep))
  }

  let options: Options
  let environment: LabelingEnvironment
  let outline: ModelOutline
  private var model: ModelLibrary.Model?

  init(options: Options, environment: LabelingEnvironment, outline: ModelOutline) {
    self.options = options
    self.environment = environment
    self.outline = outline
  }

  public var fingerprint: Fingerprint? {
    // What is handed on beside the labels changes none of what there is.
    var fingerprint = Fingerprint(
      Self.description.kind, options: options, without: ["checkpoint", "keep"], reads: .only([]))
    fingerprint.ingredients["checkpoint"] = model?.digest
    return fingerprint
  }

  public var scratchBytesPerWorker: Int {
    outline.configuration.decoderScratchBytes(threads: environment.team.threads)
  }
  public var residentBytes: Int { outline.decoderWeightBytes }

  public func cost(of input: Extents) -> Cost {
    let lowRes = outline.lowResMaskCount
    var component = 256
    if options.keep.hasLogits { component += lowRes * Precision.float16.size }
    if options.keep.hasMasks { component += input.pixels }
    // The embedding as floats; a chunk of low-resolution masks; for every pixel a logit, the best
    // logit, and what upscaling or removing specks takes.
    let embedding = outline.embeddingShape.reduce(1, *) * 4
    let chunk = LabelAssembly.promptsAtOnce * 3 * lowRes * 4
    let soft = options.keep.hasSoft
    let plane = input.pixels * (4 + 4 + 16 + (soft ? 4 : 0))
    let labels =
      input.promptSets * (input.pixels * (soft ? 3 : 2) + input.promptsInSet * component)
    return Cost(item: embedding + chunk + plane + labels)
  }

  public mutating func prepare() throws {
    model = try environment.models.model(at: options.checkpoint)
  }

  public func process(_ input: Input) throws -> SliceMasks? {
    guard let model else { return nil }
    let context = input.prompts.context
    guard let embedding = input.embedding else {
      guard input.prompts.isEmpty else {
        throw StageError.unusableSlice(
          context.scan.id, slice: context.index, "it has prompts but no embedding")
      }
      return SliceMasks(
        context: context, sets: input.prompts.sets.map { background($0, context) },
        grouping: input.prompts.grouping)
    }
    guard embedding.encoder.checkpoint == model.digest else {
      throw StageError.unusableCase(
        context.scan.id,
        "its embeddings were made by another model (SHA-256 "
          + "\(embedding.encoder.checkpoint.prefix(12))…) than the decoder's "
          + "(\(model.digest.prefix(12))…); give the checkpoint that made them, or encode anew")
    }
    var fitting = model
    fitting.sam.preprocessing = embedding.encoder.preprocessing
    let tensor = embedding.tensor
    return SliceMasks(
      context: context,
      sets: try input.prompts.sets.map { set in
        try labels(set, embedding: tensor, context, fitting)
      }, grouping: input.prompts.grouping)
  }

  private func background(_ set: SlicePrompts.Set, _ context: SliceContext) -> SliceMasks.Set {
    SliceMasks.Set(
      name: set.name,
      labels: Plane(rows: context.rows, columns: context.columns, repeating: 0), components: [],
      probabilities: options.keep.hasSoft
        ? Plane(rows: context.rows, columns: context.columns, repeating: 0) : nil)
  }

  private func labels(
    _ set: SlicePrompts.Set, embedding: Tensor, _ context: SliceContext, _ model: ModelLibrary.Model
  ) throws -> SliceMasks.Set {
    var assembly = LabelAssembly(
      size: ImageSize(height: context.rows, width: context.columns), options: options,
      model: model, team: environment.team)
    for multimask in [false, true] {
      let chosen = set.prompts.indices.filter { set.usesSingleMask[$0] != multimask }
      // Prompts that vote on one mask stay together.
      let atOnce = LabelAssembly.promptsAtOnce / set.votes * set.votes
      for chunk in chosen.chunks(ofCount: atOnce) {
        var predictions = try model.sam.predict(
          embedding: embedding, originalSize: assembly.size,
          prompts: chunk.map { ImagePrompt(set.prompts[$0]) }, multimask: multimask,
          team: environment.team)
        var prompts = chunk.map { set.prompts[$0] }
        if set.corrections != nil {
          let second = SecondPass(
            sam: model.sam, embedding: embedding, size: assembly.size, team: environment.team)
          try second.correct(&predictions, of: set, at: chunk, prompts: &prompts)
        }
        for place in stride(from: 0, to: prompts.count, by: set.votes) {
          let voters = place..<place + set.votes
          try assembly.add(
            Array(predictions[voters]), of: Array(prompts[voters]),
            at: chunk[chunk.startIndex + place], multimask: multimask)
        }
      }
    }
    return assembly.finish(name: set.name)
  }
}

extension ImagePrompt {
  /// A drawn prompt as the model takes it.
  init(_ prompt: Prompt) {
    self.init(
      points: prompt.points.map { ImagePoint(x: $0.x, y: $0.y) },
      pointLabels: prompt.pointLabels.map { $0 == 0 ? .background : .foreground },
      box: prompt.box.map { ImageBox(x0: $0.x0, y0: $0.y0, x1: $0.x1, y1: $0.y1) })
  }
}
