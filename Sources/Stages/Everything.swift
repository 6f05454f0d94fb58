public import Dataflow
public import GraphFile
public import Imaging
import SegmentAnything
import Tensors

/// Finds every object on a slice by itself: SAM's automatic mask generation.
public struct Everything: Transform, CatalogStage {
  public struct Options: StageOptions {
    public var checkpoint = ""
    public var pointsPerSide = 32
    public var pointsPerBatch = 64
    public var predIoUThresh = 0.88
    public var stabilityScoreThresh = 0.95
    public var stabilityScoreOffset = 1.0
    public var boxNMSThresh = 0.7
    public var cropNLayers = 0
    public var cropNMSThresh = 0.7
    public var cropOverlapRatio = 512.0 / 1500
    public var cropNPointsDownscaleFactor = 1
    public var minMaskRegionArea = 0
    public var labels = LabelGrouping.perClass
    public var minPixels = 1

    public init() {}

    enum CodingKeys: String, CodingKey {
      case checkpoint, labels
      case pointsPerSide = "points-per-side"
      case pointsPerBatch = "points-per-batch"
      case predIoUThresh = "pred-iou-thresh"
      case stabilityScoreThresh = "stability-score-thresh"
      case stabilityScoreOffset = "stability-score-offset"
      case boxNMSThresh = "box-nms-thresh"
      case cropNLayers = "crop-n-layers"
      case cropNMSThresh = "crop-nms-thresh"
      case cropOverlapRatio = "crop-overlap-ratio"
      case cropNPointsDownscaleFactor = "crop-n-points-downscale-factor"
      case minMaskRegionArea = "min-mask-region-area"
      case minPixels = "min-pixels"
    }
  }

  public struct Input: Sendable {
    let picture: Picture
    /// `nil` if no embeddings are linked; then the stage makes its own.
    let embedding: SliceEmbedding?
  }

  /// The name of the set of labels.
  public static let setName = "everything"

  public static let description = StageDescription(
    "everything", .transform,
    summary: "Finds every object on a slice by itself, from a grid of points.",
    discussion: """
      SAM's automatic mask generation, with the official options and defaults, which are chosen for \
      ViT-H. A mask-writer writes all masks. Where there is a reference, the labels are made of the \
      mask of the highest intersection over union for each 4-connected component: what the masks \
      would give if somebody picked the right ones.
      """,
    inputs: [
      PortDescription(
        "picture", accepts: [Picture.elementType], isRequired: true, help: "grey slices"),
      PortDescription(
        "embedding", accepts: [SliceEmbedding.elementType(nil)], isRequired: false,
        help: "embeddings of the same slices, so that they need not be made again"),
    ],
    output: SliceMasks.annotatedType,
    options: [
      OptionDescription(
        "checkpoint", .file, isRequired: true, help: "the model, that of the embeddings if linked"),
      OptionDescription(
        "points-per-side", .integer(1...1024), unit: "points",
        help: "points along one side of the slice; small models do with fewer"),
      OptionDescription(
        "points-per-batch", .integer(1...4096), unit: "points",
        help: "points decoded together; makes no difference to the masks"),
      OptionDescription(
        "pred-iou-thresh", .number(0...1), help: "masks that the model rates no higher are left out"
      ),
      OptionDescription(
        "stability-score-thresh", .number(0...1), help: "masks of a lower score are left out"),
      OptionDescription(
        "stability-score-offset", .number(0...100), unit: "logits",
        help: "how far the threshold is moved for the stability score"),
      OptionDescription(
        "box-nms-thresh", .number(0...1),
        help: "overlap of two boxes above which the worse mask is left out"),
      OptionDescription(
        "crop-n-layers", .integer(0...4), help: "layers of crops, each encoded anew"),
      OptionDescription(
        "crop-nms-thresh", .number(0...1), help: "as box-nms-thresh, between crops"),
      OptionDescription(
        "crop-overlap-ratio", .number(0...1),
        help: "overlap of the first layer's crops, as a share of the shorter side"),
      OptionDescription(
        "crop-n-points-downscale-factor", .integer(1...64),
        help: "by what factor each layer has fewer points along a side"),
      OptionDescription(
        "min-mask-region-area", .integer(0...1_000_000), unit: "pixels",
        help: "smaller holes and islands are removed from masks"),
      OptionDescription(
        "labels", .choice(LabelGrouping.allCases.map(\.rawValue)),
        help: "components of every label value, or of all as one foreground"),
      OptionDescription(
        "min-pixels", .integer(1...1_000_000), unit: "pixels",
        help: "smaller components of the reference get no mask"),
    ],
    example: """
      everything:
        stage: everything
        from: {picture: window}
        options: {checkpoint: sam_vit_b_01ec64.pth}
      """)

  public static func check(_ options: Options) -> [String] {
    ModelOutline.problems(ofCheckpoint: options.checkpoint)
  }

  public static func resultNames(_ options: Options) -> [String]? { [setName] }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let environment = call.environment
    let pictures = try call.link("picture", as: Picture.self)
    let embeddings = try call.optionalLink("embedding", as: SliceEmbedding.self)
    let stage = Everything(
      options: options, environment: environment,
      outline: try environment.models.outline(at: options.checkpoint),
      encodes: embeddings == nil || options.cropNLayers > 0)
    let input =
      if let embeddings {
        join(pictures, embeddings).map { Input(picture: $0, embedding: $1) }
      } else {
        pictures.map { Input(picture: $0, embedding: nil) }
      }
    return AnyLink(
      graph.transform(call.name, stage, from: input, call.settings), as: SliceMasks.annotatedType)
  }

  let options: Options
  let environment: LabelingEnvironment
  let outline: ModelOutline
  /// Whether the image encoder runs.
  let encodes: Bool
  private var model: ModelLibrary.Model?

  init(
    options: Options, environment: LabelingEnvironment, outline: ModelOutline, encodes: Bool
  ) {
    self.options = options
    self.environment = environment
    self.outline = outline
    self.encodes = encodes
  }

  public var fingerprint: Fingerprint? {
    var fingerprint = Fingerprint(
      Self.description.kind, options: options, without: ["checkpoint", "points-per-batch"],
      reads: .only(["reference"]))
    fingerprint.ingredients["checkpoint"] = model?.digest
    return fingerprint
  }

  public var scratchBytesPerWorker: Int {
    let decoding = outline.configuration.decoderScratchBytes(threads: environment.team.threads)
    return encodes ? max(decoding, outline.configuration.encoderScratchBytes) : decoding
  }

  public var residentBytes: Int {
    outline.decoderWeightBytes + (encodes ? outline.encoderWeightBytes : 0)
  }

  public func extents(of input: Extents) -> Extents {
    var output = input
    output["prompt-sets"] = 1
    return output
  }

  public func cost(of input: Extents) -> Cost {
    let embedding = outline.embeddingShape.reduce(1, *) * 4
    let batch = options.pointsPerBatch * 3 * outline.lowResMaskCount * 4
    // A mask's logits, the mask and what upscaling takes; the labels and the components.
    let plane = input.pixels * (4 + 1 + 16 + 2 + 2)
    // Before duplicates are left out: three masks for each point, of two runs in every column.
    var points = 0
    for layer in 0...options.cropNLayers {
      let crops = 1 << (2 * layer)
      var perSide = options.pointsPerSide
      for _ in 0..<layer { perSide /= options.cropNPointsDownscaleFactor }
      points += crops * max(1, perSide * perSide)
    }
    let masks = points * 3 * (128 + 2 * input.columns * 4)
    return Cost(item: embedding + batch + plane + masks)
  }

  public mutating func prepare() throws {
    model = try environment.models.model(at: options.checkpoint)
  }

  public func process(_ input: Input) throws -> SliceMasks? {
    guard var model else { return nil }
    let context = input.picture.context
    let image = ByteImage(
      height: context.rows, width: context.columns, channels: 1, pixels: input.picture.grey.pixels)
    if let embedding = input.embedding {
      guard embedding.encoder.checkpoint == model.digest else {
        throw StageError.unusableCase(
          context.scan.id,
          "its embeddings were made by another model (SHA-256 "
            + "\(embedding.encoder.checkpoint.prefix(12))…) than the one given here "
            + "(\(model.digest.prefix(12))…); give the checkpoint that made them, or leave the "
            + "embeddings out")
      }
      model.sam.preprocessing = embedding.encoder.preprocessing
    }
    let generator = SamAutomaticMaskGenerator(sam: model.sam, options: options.generation)
    let annotations = try generator.generate(
      image,
      embedding: input.embedding.map { embedding in
        ImageEmbedding(
          tensor: embedding.tensor, originalSize: image.size,
          inputSize: model.sam.inputSize(for: image.size),
          style: embedding.encoder.preprocessing)
      }, team: environment.team)
    let choice = BestMasks(
      annotations: annotations, grouping: options.labels, minPixels: options.minPixels,
      checkpoint: model.digest)
    var masks = SliceMasks(context: context, sets: [choice.set(on: context)])
    masks.annotations = annotations
    masks.grouping = options.labels
    return masks
  }
}

extension Everything.Options {
  /// The options under their official names.
  var generation: SamAutomaticMaskGenerator.Options {
    var options = SamAutomaticMaskGenerator.Options()
    options.pointsPerSide = pointsPerSide
    options.pointsPerBatch = pointsPerBatch
    options.predIoUThresh = predIoUThresh
    options.stabilityScoreThresh = stabilityScoreThresh
    options.stabilityScoreOffset = stabilityScoreOffset
    options.boxNMSThresh = boxNMSThresh
    options.cropNLayers = cropNLayers
    options.cropNMSThresh = cropNMSThresh
    options.cropOverlapRatio = cropOverlapRatio
    options.cropNPointsDownscaleFactor = cropNPointsDownscaleFactor
    options.minMaskRegionArea = minMaskRegionArea
    return options
  }
}
