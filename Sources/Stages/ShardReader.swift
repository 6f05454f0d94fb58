public import Dataflow
import Foundation
public import GraphFile
import Imaging
import Synchronization
import ZarrStore

/// Reads embeddings back from shards, so that other prompts need no encoder.
public struct ShardReader: Transform, CatalogStage {
  public struct Options: StageOptions {
    public var store = ""

    public init() {}
  }

  public static let description = StageDescription(
    "shard-reader", .transform,
    summary: "Reads embeddings back from shards, so that other prompts need no encoder.",
    discussion: """
      `store` is a folder that a shard-writer filled, such as RUN/shards/embeddings.zarr. Only \
      slices with a prompt are read. A slice that was not encoded then, or shards cut in another \
      orientation, are errors that say so.
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
        help: "the folder of the arrays, one for each case")
    ],
    executor: .files,
    example: """
      encoder:
        stage: shard-reader
        from: prompts
        options: {store: runs/first/shards/embeddings.zarr}
      """)

  public static func check(_ options: Options) -> [String] {
    let files = FileManager.default
    // That it is not there at all is said already.
    guard files.fileExists(atPath: options.store) else { return [] }
    guard files.fileExists(atPath: "\(options.store)/zarr.json") else {
      return [
        "\(options.store) holds no embeddings; give a folder that a shard-writer filled, "
          + "such as RUN/shards/embeddings.zarr"
      ]
    }
    do {
      _ = try ZarrGroup(path: options.store)
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
    let stage = ShardReader(options: options)
    return AnyLink(
      graph.transform(call.name, stage, from: prompts, call.settings),
      as: SliceEmbedding.elementType(nil))
  }

  let options: Options
  private let arrays = OpenArrays()

  init(options: Options) {
    self.options = options
  }

  public var fingerprint: Fingerprint? {
    Fingerprint(Self.description.kind, reads: .only(["image"]))
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
    let stored = try StoredEmbeddings(array, context)
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
