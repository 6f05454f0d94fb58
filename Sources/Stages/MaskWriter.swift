public import Dataflow
import DurableFiles
public import GraphFile

/// Writes every mask found on a case's slices as JSON lines with COCO's run-length encoding.
public struct MaskWriter: Sink, CatalogStage {
  public struct Options: StageOptions {
    public var outputMode = AnnotationLine.OutputMode.compressed

    public init() {}

    enum CodingKeys: String, CodingKey {
      case outputMode = "output-mode"
    }
  }

  public static let description = StageDescription(
    "mask-writer", .sink,
    summary: "Writes every mask found on a case's slices as JSON lines, in COCO's form.",
    discussion: """
      masks/<case>.jsonl has one line for each mask: case, slice, segmentation (size and counts), \
      area, bbox and crop_box as x, y, width, height, predicted_iou, stability_score, point_coords. \
      Coordinates are those of the slices as they are cut, resampled if they were.
      """,
    inputs: [
      PortDescription(
        "masks", accepts: [SliceMasks.annotatedType], isRequired: true,
        help: "masks of everything on a slice")
    ],
    options: [
      OptionDescription(
        "output-mode", .choice(AnnotationLine.OutputMode.allCases.map(\.rawValue)),
        help: "how counts are written: as pycocotools' text, or as numbers")
    ],
    example: """
      masks:
        stage: mask-writer
        from: everything
      """)

  public static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace] {
    [OutputPlace("masks")]
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    if let type = call.inputs["masks"]?.type, type.dtype != SliceMasks.annotatedType.dtype {
      throw StageError.option(
        stage: description.kind, "it takes the masks of an everything stage, not \(type)")
    }
    let masks = try call.link("masks", as: SliceMasks.self)
    graph.sink(
      call.name,
      MaskWriter(
        options: options, folder: call.environment.folder, files: call.environment.files),
      from: masks, call.settings)
    return nil
  }

  let options: Options
  let folder: RunFolder
  var files: any FileSystem = LocalFileSystem()

  public var fingerprint: Fingerprint? {
    Fingerprint(Self.description.kind, options: options, reads: .only(["image"]))
  }

  public func cost(of input: Extents) -> Cost {
    // The text of one mask at a time, of two runs in every column.
    Cost(item: 2 * input.columns * 8 + 1024)
  }

  /// A slice has about a hundred masks of about a kilobyte.
  public func diskBytes(of group: Extents) -> Int {
    group.slices * 100 << 10
  }

  public func begin(_ group: Group) -> Writing {
    Writing(
      path: folder.masks(group.id), id: group.id, outputMode: options.outputMode, files: files)
  }

  /// The file of one case.
  public struct Writing: GroupWriting {
    let path: String
    let id: String
    let outputMode: AnnotationLine.OutputMode
    let files: any FileSystem
    private var file: PendingFile?
    public private(set) var published = Published()

    init(
      path: String, id: String, outputMode: AnnotationLine.OutputMode, files: any FileSystem
    ) {
      self.path = path
      self.id = id
      self.outputMode = outputMode
      self.files = files
    }

    public mutating func write(_ masks: SliceMasks, at index: Int) throws {
      let file = try open()
      for annotation in masks.annotations ?? [] {
        let line = AnnotationLine(
          annotation, outputMode, caseID: id, slice: masks.context.index)
        try file.write(try line.bytes)
      }
    }

    public mutating func finish() throws {
      published.files.append(try open().publish())
    }

    public mutating func discard() {
      file?.discard()
      file = nil
    }

    /// Not before the first slice: a run that can't start leaves nothing behind.
    private mutating func open() throws -> PendingFile {
      let file = try file ?? PendingFile(path, in: files)
      self.file = file
      return file
    }
  }
}
