public import Dataflow
import DurableFiles
public import GraphFile
import Imaging
import ZarrStore

/// Keeps embeddings, logits or masks as compressed Zarr shards, one array for each case.
public struct ShardWriter: Sink, CatalogStage {
  public struct Options: StageOptions {
    public var content = ShardContent.embeddings
    public var level = SliceLayout.usualCompressionLevel
    public var store: String?

    public init() {}
  }

  public static let description = StageDescription(
    "shard-writer", .sink,
    summary: "Keeps embeddings, logits or masks as compressed Zarr shards, one array per case.",
    discussion: """
      Writes shards/<stage name>.zarr/<case>, Zarr v3 with zstd and a checksum for every slice; \
      zarr-python 3 and TensorStore open it. Logits and masks are written for each set of prompts, \
      as <case>.<prompt>; their first axis is the row in that case's provenance table.
      """,
    inputs: [
      PortDescription(
        "items",
        accepts: [SliceEmbedding.elementType(nil)]
          + MaskDetail.allCases.map(SliceMasks.elementType),
        isRequired: true, help: "what to keep")
    ],
    options: [
      OptionDescription(
        "content", .choice(ShardContent.allCases.map(\.rawValue)),
        help: "what of the items is kept"),
      OptionDescription("level", .integer(1...19), help: "zstd's level: 1 fast, 19 small"),
      OptionDescription(
        "store", .text,
        help: "the store's name in the run's shards folder; by default the stage's own"),
    ],
    example: """
      embeddings:
        stage: shard-writer
        from: encoder
        options: {content: embeddings}
      """)

  public static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace] {
    let store = "shards/\(options.store ?? stage).zarr"
    // Arrays of logits and masks are called by the case and the prompt, those of embeddings by the case.
    return options.content == .embeddings
      ? [OutputPlace(store, option: "store")]
      : results.map { OutputPlace("\(store)/…\($0)", option: "store") }
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let stage = ShardWriter(
      options: options, path: call.environment.folder.shards(options.store ?? call.name),
      files: call.environment.files)
    if let type = call.inputs["items"]?.type, !options.content.isKept(in: type) {
      throw StageError.option(
        stage: description.kind,
        "content is \(options.content.rawValue), but \(type) doesn't hold it; "
          + options.content.advice)
    }
    let items: Link<ShardItem> =
      switch options.content {
      case .embeddings:
        try call.link("items", as: SliceEmbedding.self).map(ShardItem.embedding)
      case .logits, .masks:
        try call.link("items", as: SliceMasks.self).map(ShardItem.masks)
      }
    graph.sink(call.name, stage, from: items, call.settings)
    return nil
  }

  let options: Options
  let path: String
  let files: any FileSystem

  init(options: Options, path: String, files: any FileSystem = LocalFileSystem()) {
    self.options = options
    self.path = path
    self.files = files
  }

  public var fingerprint: Fingerprint? {
    Fingerprint(Self.description.kind, version: 2, options: options, reads: .only(["image"]))
  }

  public var scratchBytesPerWorker: Int {
    // zstd's working memory and one compressed slice.
    32 << 20
  }

  public func begin(_ group: Group, _ unit: WorkUnit) throws -> CaseShards {
    guard let scan = group.info as? Case else {
      throw StageError.unusableCase(group.id, "the shard writer needs slices of a scan")
    }
    return CaseShards(
      scan: scan, content: options.content, level: options.level, store: path, unit: unit,
      files: files)
  }

  /// As if every slice were encoded, since nobody knows yet which have a prompt. Floating-point
  /// numbers hardly compress.
  public func diskBytes(of group: Extents) -> Int {
    switch options.content {
    case .embeddings: group.slices * group.embeddingBytes
    case .logits: group.promptSets * group.slices * (64 << 10)
    case .masks: group.promptSets * group.slices * group.pixels / 100
    }
  }

  public func begin(_ group: Group) throws -> CaseShards {
    try begin(group, .whole)
  }
}

/// What a shard-writer keeps.
public enum ShardContent: String, Codable, Sendable, CaseIterable {
  case embeddings
  case logits
  case masks

  /// Whether items of that type have it.
  func isKept(in type: ElementType) -> Bool {
    if type.name == SliceEmbedding.elementType(nil).name { return self == .embeddings }
    let keeps = type.dtype.flatMap(MaskDetail.init)
    return switch self {
    case .embeddings: false
    case .logits: keeps?.hasLogits ?? false
    case .masks: keeps?.hasMasks ?? false
    }
  }

  /// What to do where it is missing.
  fileprivate var advice: String {
    switch self {
    case .embeddings: "take them from a sam-encoder, or set content to logits or masks"
    case .logits, .masks: "take them from a mask-decoder with keep: \(rawValue)"
    }
  }
}

/// One slice's worth of what can be kept.
public enum ShardItem: Sendable {
  case embedding(SliceEmbedding)
  case masks(SliceMasks)
}
