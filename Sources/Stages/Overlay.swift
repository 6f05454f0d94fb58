public import Dataflow
import DurableFiles
public import GraphFile
public import Imaging

/// Draws labels, reference and prompts over the slices, as PNG.
public struct Overlay: Sink, CatalogStage {
  public struct Options: StageOptions {
    public var every = 1
    public var perCase = 0
    public var layout = OverlayLayout.single
    public var prefix = ""

    public init() {}

    enum CodingKeys: String, CodingKey {
      case every, layout, prefix
      case perCase = "per-case"
    }
  }

  public struct Input: Sendable {
    let picture: Picture
    let masks: SliceMasks
  }

  public static let description = StageDescription(
    "overlay", .sink,
    summary: "Draws labels, reference and prompts over the slices, as PNG.",
    discussion: """
      Writes overlays/<prompt>/<case>_<slice>.png for slices that have a prompt: labels filled, the \
      reference as an outline, boxes, positive points green and negative points red.
      """,
    inputs: [
      PortDescription(
        "picture", accepts: [Picture.elementType], isRequired: true, help: "what lies under"),
      PortDescription(
        "masks", accepts: [SliceMasks.elementType(keeps: .labels)], isRequired: true,
        help: "what lies over"),
    ],
    options: [
      OptionDescription(
        "every", .integer(1...Int.max), unit: "slices",
        help: "draw one slice of so many"),
      OptionDescription(
        "per-case", .integer(0...Int.max), unit: "pictures",
        help: "the most pictures of a case for each kind of prompts; 0 for no limit"),
      OptionDescription(
        "layout", .choice(OverlayLayout.allCases.map(\.rawValue)),
        help: "one picture, or image, reference and labels side by side"),
      SetPrefix.option,
    ],
    example: """
      overlay:
        stage: overlay
        from: {picture: window, masks: decoder}
        options: {every: 4, per-case: 8}
      """)

  public static func check(_ options: Options) -> [String] { SetPrefix.problems(options.prefix) }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let pictures = try call.link("picture", as: Picture.self)
    let masks = try call.link("masks", as: SliceMasks.self)
    graph.sink(
      call.name,
      Overlay(
        options: options, folder: call.environment.folder, files: call.environment.files),
      from: join(pictures, masks).map { Input(picture: $0, masks: $1) }, call.settings)
    return nil
  }

  let options: Options
  let folder: RunFolder
  var files: any FileSystem = LocalFileSystem()

  public var fingerprint: Fingerprint? {
    Fingerprint(
      Self.description.kind, options: options, without: options.prefix.isEmpty ? ["prefix"] : [],
      reads: .only(["image", "reference"]))
  }

  /// Narrower slices are enlarged by a whole factor until they are at least this wide, in pixels.
  fileprivate static let minWidth = 512

  public func cost(of input: Extents) -> Cost {
    let scale = max(1, (Self.minWidth + input.columns - 1) / max(1, input.columns))
    let panels = options.layout == .sideBySide ? 3 : 1
    // Three colours of every pixel: the panels, the panels joined, the file; and its caption.
    return Cost(item: 3 * 4 * panels * input.pixels * scale * scale)
  }

  /// A picture takes about half a byte for every pixel.
  public func diskBytes(of group: Extents) -> Int {
    let pictures = group.slices / options.every
    let drawn = options.perCase == 0 ? pictures : min(pictures, options.perCase * group.cases)
    return group.promptSets * drawn * max(group.pixels, Self.minWidth * Self.minWidth) / 2
  }

  public func begin(_ group: Group) -> Writing {
    Writing(options: options, folder: folder, files: files)
  }

  /// The pictures of one case.
  public struct Writing: GroupWriting {
    let options: Options
    let folder: RunFolder
    let files: any FileSystem
    private var seen: [String: Int] = [:]
    public private(set) var published = Published()

    init(options: Options, folder: RunFolder, files: any FileSystem) {
      self.options = options
      self.folder = folder
      self.files = files
    }

    public mutating func write(_ input: Input, at index: Int) throws {
      // A network's labels have no prompts.
      for set in input.masks.sets
      where !set.components.isEmpty || set.labels.pixels.contains(where: { $0 > 0 }) {
        let number = seen[set.name, default: 0]
        seen[set.name] = number + 1
        guard number.isMultiple(of: options.every),
          options.perCase == 0 || number / options.every < options.perCase
        else { continue }
        try draw(set, input)
      }
    }

    private mutating func draw(_ set: SliceMasks.Set, _ input: Input) throws {
      let context = input.picture.context
      let dice = try context.reference.map {
        try MaskOverlap(predicted: set.labels.foregroundMask, reference: $0.foregroundMask).dice
      }
      let picture = SliceOverlay(
        image: input.picture.grey, reference: context.reference, prediction: set.labels,
        prompts: set.components.map(\.prompt),
        caption: SliceOverlay.caption(
          caseID: context.scan.id, slice: context.index, dice: dice ?? nil),
        layout: options.layout, minWidth: Overlay.minWidth)
      let number = String(context.index)
      let padded = String(repeating: "0", count: max(0, 3 - number.count)) + number
      let path = "\(folder.overlays(options.prefix + set.name))/\(context.scan.id)_\(padded).png"
      published.files.append(try PNG.write(try picture.render(), to: path, in: files))
    }

    public func finish() {}

    /// Pictures of a failed case stay: each is whole, and they help to see what went wrong.
    public func discard() {}
  }
}
