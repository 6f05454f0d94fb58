public import Dataflow
import Foundation
public import GraphFile
public import Imaging
public import SegmentAnything
import Synchronization
import ZarrStore

/// Reads embeddings back from shards, so that other prompts need no encoder.
public struct ShardReader: Transform, CatalogStage {
  public struct Options: StageOptions {
    public var store = ""
    public var checkpoint = ""
    public var orientation: SliceOrientation?
    public var hu: [Double]?
    public var stretch: SliceStretch?
    public var preprocessing: PreprocessingStyle?

    public init() {}
  }

  public static let description = StageDescription(
    "shard-reader", .transform,
    summary: "Reads embeddings back from shards, so that other prompts need no encoder.",
    discussion: """
      `store` is a folder that a shard-writer filled, such as RUN/shards/embeddings.zarr. Only \
      slices with a prompt are read. A slice that was not encoded then, shards of another scan or cut \
      in another orientation, are errors that say so; so are shards made otherwise than `checkpoint`, \
      `orientation`, `hu`, `stretch` and `preprocessing` say, where they are given. If all of them are, the \
      run ends before it has begun.
      """,
    inputs: [
      PortDescription(
        "prompts", accepts: [SlicePrompts.elementType], isRequired: true,
        help: "says which slices are wanted")
    ],
    output: SliceEmbedding.elementType(nil),
    options: [
      OptionDescription(
        "store", .folder, isRequired: true,
        help: "the folder of the arrays, one for each case"),
      OptionDescription(
        "checkpoint", .file, help: "the model that must have encoded them"),
      OptionDescription(
        "orientation", .choice(SliceOrientation.allCases.map(\.rawValue)),
        help: "how their slices must have been cut"),
      OptionDescription(
        "hu", .numbers(count: 2), unit: "HU",
        help: "the window that their pictures must have been made with"),
      OptionDescription(
        "stretch", .choice(SliceStretch.allCases.map(\.rawValue)),
        help: "what must have happened after clipping; by default the window's own"),
      OptionDescription(
        "preprocessing", .choice(PreprocessingStyle.allCases.map(\.rawValue)),
        help: "how the model's input must have been made of the pictures"),
    ],
    executor: .files,
    example: """
      encoder:
        stage: shard-reader
        from: prompts
        options: {store: runs/first/shards/embeddings.zarr}
      """)

  public static func check(_ options: Options) -> [String] {
    problemsOfExpectation(options) + problemsOfStore(options.store)
  }

  private static func problemsOfExpectation(_ options: Options) -> [String] {
    do {
      _ = try ExpectedEncoding(options)
      return []
    } catch {
      return ["hu: \(error)"]
    }
  }

  private static func problemsOfStore(_ store: String) -> [String] {
    let files = FileManager.default
    // That it is not there at all is said already.
    guard files.fileExists(atPath: store) else { return [] }
    guard files.fileExists(atPath: "\(store)/zarr.json") else {
      return [
        "\(store) holds no embeddings; give a folder that a shard-writer filled, "
          + "such as RUN/shards/embeddings.zarr"
      ]
    }
    do {
      _ = try ZarrGroup(path: store)
      return []
    } catch {
      return [
        "\(error); `sluice verify RUN --repair`, of the run that it belongs to, writes it again"
      ]
    }
  }

  // An embedding is of a slice, whatever the prompts are called.
  public static func resultNames(_ options: Options) -> [String]? { [] }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let prompts = try call.link("prompts", as: SlicePrompts.self)
    var expected = try ExpectedEncoding(options)
    if !options.checkpoint.isEmpty {
      expected.checkpoint = try call.environment.models.digest(of: options.checkpoint)
    }
    let stage = ShardReader(options: options, expected: expected)
    return AnyLink(
      graph.transform(call.name, stage, from: prompts, call.settings),
      as: SliceEmbedding.elementType(nil))
  }

  let options: Options
  private let expected: ExpectedEncoding
  private let arrays = OpenArrays()

  init(options: Options, expected: ExpectedEncoding) {
    self.options = options
    self.expected = expected
  }

  public var fingerprint: Fingerprint? {
    var fingerprint = Fingerprint(Self.description.kind, reads: .only(["image"]))
    // They decide which cases there is something of, not what that is.
    fingerprint.selection = expected.attributes
    return fingerprint
  }

  /// Refuses a store of which nothing was made as expected, before anything is done.
  public func prepare() throws {
    let arrays = (try? ZarrGroup.arrays(beneath: options.store)) ?? []
    var contradiction: String?
    for path in arrays {
      guard let array = try? ZarrArray(path: path) else { continue }
      guard let found = expected.contradiction(array) else { return }
      contradiction = contradiction ?? found
    }
    if let contradiction {
      throw StageError.option(stage: Self.description.kind, contradiction)
    }
  }

  /// What is kept of a case may be of another model next time.
  public func inputs(of group: String) -> [String: String] {
    ["kept embeddings": StoredIdentity.digest(of: "\(options.store)/\(group)")]
  }

  public func cost(of input: Extents) -> Cost {
    arrays.sliceBytes(in: options.store).map { Cost(item: 2 * $0) } ?? .none
  }

  public func process(_ prompts: SlicePrompts) throws -> SliceEmbedding? {
    guard !prompts.isEmpty else { return nil }
    let context = prompts.context
    let array: ZarrArray
    do {
      array = try arrays.array(context.scan.id, in: options.store)
    } catch {
      throw StageError.unusableCase(
        context.scan.id,
        "\(options.store) gives no embeddings of it (\(error)); take those of a run that labelled it, or "
          + "encode anew")
    }
    let stored = try StoredEmbeddings(array, context, expected)
    guard let values = try stored.values(of: context.index) else {
      throw StageError.unusableSlice(
        context.scan.id, slice: context.index,
        "\(array.path) has no embedding of it; encode it by a run with this prompt, or with "
          + "`encode: all`")
    }
    return SliceEmbedding(
      context: context, shape: array.sliceShape, values: values, encoder: stored.encoder)
  }
}

extension ExpectedEncoding {
  /// All but the checkpoint, whose digest takes a look at the file.
  fileprivate init(_ options: ShardReader.Options) throws {
    orientation = options.orientation
    preprocessing = options.preprocessing
    guard options.hu != nil || options.stretch != nil else { return }
    let usual = Window.Options()
    let window = try HUWindow(options.hu ?? usual.hu, stage: ShardReader.description.kind)
    picture = "\(PictureStyle(window: window, stretch: options.stretch ?? usual.stretch))"
  }
}
