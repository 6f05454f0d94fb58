public import Dataflow
public import GraphFile
import Imaging
public import SegmentAnything
import Tensors
import ZarrStore

/// Runs SAM's image encoder: one embedding for each slice that has a prompt.
public struct SamEncoder: RecallingTransform, CatalogStage {
  public struct Options: StageOptions {
    public var checkpoint = ""
    public var precision = Precision.float16
    public var encode = Selection.prompted
    public var preprocessing = PreprocessingStyle.sam

    public init() {}
  }

  /// Which slices are encoded.
  public enum Selection: String, Codable, Sendable, CaseIterable {
    /// Those with a prompt.
    case prompted
    /// All, so that later prompts on any slice find an embedding.
    case all
  }

  public struct Input: Sendable {
    let picture: Picture
    /// `nil` if no prompts are linked; then every slice is encoded.
    let prompts: SlicePrompts?
  }

  public static let description = StageDescription(
    "sam-encoder", .transform,
    summary: "Runs SAM's image encoder: one embedding for each slice that has a prompt.",
    discussion: """
      The architecture is read off the checkpoint (.pth or .safetensors): ViT-B, L, H, MedSAM or a \
      smaller model of the family. Embeddings are rounded to `precision` at once, so that the \
      decoder sees the same numbers whether they come from here or from a shard.
      """,
    inputs: [
      PortDescription(
        "picture", accepts: [Picture.elementType], isRequired: true, help: "grey slices"),
      PortDescription(
        "prompts", accepts: [SlicePrompts.elementType], isRequired: false,
        help: "says which slices are worth encoding"),
    ],
    output: SliceEmbedding.elementType(nil),
    options: [
      OptionDescription(
        "checkpoint", .file, isRequired: true,
        help: "the model: Meta's .pth, or .safetensors under the same names"),
      OptionDescription(
        "precision", .choice(Precision.allCases.map(\.rawValue)),
        help: "the number format of embeddings, here and in shards"),
      OptionDescription(
        "encode", .choice(Selection.allCases.map(\.rawValue)),
        help: "which slices to encode"),
      OptionDescription(
        "preprocessing", .choice(PreprocessingStyle.allCases.map(\.rawValue)),
        help: "sam: longest side to the model's size, padded; medSAM: stretched, 0 to 1"),
    ],
    example: """
      encoder:
        stage: sam-encoder
        from: {picture: window, prompts: prompts}
        options: {checkpoint: sam_vit_b_01ec64.pth}
      """)

  public static func output(_ options: Options) -> ElementType? {
    SliceEmbedding.elementType(options.precision)
  }

  public static func check(_ options: Options) -> [String] {
    ModelOutline.problems(ofCheckpoint: options.checkpoint)
  }

  // An embedding is of a slice, whatever the prompts are called.
  public static func resultNames(_ options: Options) -> [String]? { [] }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let environment = call.environment
    let stage = SamEncoder(
      options: options, environment: environment,
      outline: try environment.models.outline(at: options.checkpoint))
    let pictures = try call.link("picture", as: Picture.self)
    let input =
      if let prompts = try call.optionalLink("prompts", as: SlicePrompts.self) {
        join(pictures, prompts.selecting()).map { Input(picture: $0, prompts: $1) }
      } else {
        pictures.map { Input(picture: $0, prompts: nil) }
      }
    return AnyLink(
      graph.transform(call.name, stage, from: input, call.settings),
      as: SliceEmbedding.elementType(options.precision))
  }

  let options: Options
  let environment: LabelingEnvironment
  let outline: ModelOutline
  private var model: ModelLibrary.Model?
  private let kept = KeptEmbeddings()

  init(options: Options, environment: LabelingEnvironment, outline: ModelOutline) {
    self.options = options
    self.environment = environment
    self.outline = outline
  }

  public var fingerprint: Fingerprint? {
    var fingerprint = Fingerprint(
      Self.description.kind,
      ingredients: [
        "checkpoint": model?.digest ?? "", "precision": options.precision.rawValue,
        "preprocessing": options.preprocessing.rawValue,
      ], reads: .only(["image"]))
    fingerprint.selection["encode"] = options.encode.rawValue
    return fingerprint
  }

  public var scratchBytesPerWorker: Int { outline.configuration.encoderScratchBytes }
  public var residentBytes: Int { outline.encoderWeightBytes }

  public func cost(of input: Extents) -> Cost {
    Cost(item: outline.embeddingShape.reduce(1, *) * options.precision.size)
  }

  public func extents(of input: Extents) -> Extents {
    var output = input
    output["embedding-bytes"] = cost(of: input).item
    return output
  }

  public mutating func prepare() throws {
    var model = try environment.models.model(at: options.checkpoint)
    model.sam.preprocessing = options.preprocessing
    self.model = model
  }

  public func process(_ input: Input) throws -> SliceEmbedding? {
    guard isWanted(input), let model else { return nil }
    let picture = input.picture
    let image = ByteImage(
      height: picture.grey.rows, width: picture.grey.columns, channels: 1,
      pixels: picture.grey.pixels)
    let embedding = try model.sam.embed(image, team: environment.team).tensor
    return self.embedding(
      picture,
      options.precision == .float16
        ? .float16(embedding.float16Elements) : .float32(embedding.elements), model)
  }

  /// What a run before this one left in its shards, or any run in the cache.
  public func recall(_ input: Input, as memory: ItemMemory) throws -> SliceEmbedding? {
    guard isWanted(input), let model else { return nil }
    let (picture, context) = (input.picture, input.picture.context)
    let layout = SliceLayout.embeddings(
      shape: outline.embeddingShape, slices: context.slices, precision: options.precision)
    let values =
      kept.values(of: context.index, layout, memory, in: environment)
      ?? environment.cache?.values(of: context.index, layout, key: memory.key)
    return values.map { embedding(picture, $0, model) }
  }

  public func retain(_ output: SliceEmbedding, as memory: ItemMemory) {
    environment.cache?.keep(output.values, of: output.context.index, key: memory.key)
  }

  private func isWanted(_ input: Input) -> Bool {
    options.encode == .all || input.prompts?.isEmpty != true
  }

  private func embedding(
    _ picture: Picture, _ values: SliceEmbedding.Values, _ model: ModelLibrary.Model
  ) -> SliceEmbedding {
    SliceEmbedding(
      context: picture.context, shape: outline.embeddingShape, values: values,
      encoder: EncoderIdentity(
        checkpoint: model.digest, preprocessing: options.preprocessing,
        picture: "\(picture.style)"))
  }
}
