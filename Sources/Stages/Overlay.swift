public import Dataflow
import DurableFiles
public import GraphFile
public import Imaging

/// Draws labels, reference and prompts over the slices, as PNG.
public struct Overlay: Sink, CatalogStage {
  public struct Options: StageOptions {
    public var every = 1
    public var perCase = 0
    public var choice = Choice.spread
    public var layout = OverlayLayout.single
    public var prefix = ""

    public init() {}

    enum CodingKeys: String, CodingKey {
      case every, choice, layout, prefix
      case perCase = "per-case"
    }
  }

  /// Which pictures of a case are kept where not all are.
  public enum Choice: String, Codable, Sendable, CaseIterable {
    /// From the first slices.
    case first
    /// From slices that are spread evenly.
    case spread
    /// Those whose foreground fits the reference worst; spread where there is none.
    case worst
  }

  public struct Input: Sendable {
    let picture: Picture
    let masks: SliceMasks
  }

  public static let description = StageDescription(
    "overlay", .sink,
    summary: "Draws labels, reference and prompts over the slices, as PNG.",
    discussion: """
      Writes overlays/<prompt>/<case>_<slice>.png for slices that have a prompt or a label, and with \
      `choice: worst` for those that have a reference: labels filled, the reference as an outline, \
      boxes, positive points green and negative points red.
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
        "choice", .choice(Choice.allCases.map(\.rawValue)),
        help: "which of them where per-case leaves some out: the first, some from everywhere, or "
          + "those that fit the reference worst"),
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

  public static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace] {
    results.map { OutputPlace("overlays/\(options.prefix)\($0)", option: "prefix") }
  }

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
    let pixels = panels * input.pixels * scale * scale
    let held = options.perCase == 0 ? 0 : KeptPictures.held(options.perCase, options.choice)
    return Cost(item: 3 * 4 * pixels, group: input.promptSets * held * pixels / 2)
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
    /// How many slices could have been drawn, by set.
    private var seen: [String: Int] = [:]
    private var kept: [String: KeptPictures] = [:]
    private var caseID = ""
    public private(set) var published = Published()

    init(options: Options, folder: RunFolder, files: any FileSystem) {
      self.options = options
      self.folder = folder
      self.files = files
    }

    public mutating func write(_ input: Input, at index: Int) throws {
      let context = input.picture.context
      caseID = context.scan.id
      for set in input.masks.sets where isDrawn(set, context) {
        let number = seen[set.name, default: 0]
        seen[set.name] = number + 1
        guard number.isMultiple(of: options.every) else { continue }
        let dice = try dice(set, context)
        if options.perCase == 0 {
          try publish(try draw(set, input, dice), set.name, context.index)
        } else {
          let hasReference = context.reference != nil
          let choice = options.choice == .worst && !hasReference ? .spread : options.choice
          var pictures =
            kept.removeValue(forKey: set.name)
            ?? KeptPictures(most: options.perCase, choice: choice)
          try pictures.offer(context.index, dice: dice) { try draw(set, input, dice) }
          kept[set.name] = pictures
        }
      }
    }

    /// Of the foreground; nil where there is no reference or nothing in it.
    private func dice(_ set: SliceMasks.Set, _ context: SliceContext) throws -> Double? {
      guard let reference = context.reference, reference.pixels.contains(where: { $0 > 0 }) else {
        return nil
      }
      return try MaskOverlap(
        predicted: set.labels.foregroundMask, reference: reference.foregroundMask
      ).dice
    }

    /// Whether there is something to see: a prompt, or a label, as a network's labels have no prompts.
    private func isDrawn(_ set: SliceMasks.Set, _ context: SliceContext) -> Bool {
      !set.components.isEmpty || set.labels.pixels.contains { $0 > 0 }
        || options.choice == .worst && context.reference?.pixels.contains { $0 > 0 } == true
    }

    /// The picture as a PNG file.
    private func draw(
      _ set: SliceMasks.Set, _ input: Input, _ dice: Double?
    ) throws -> [UInt8] {
      let context = input.picture.context
      return try PNG.bytes(
        try SliceOverlay(
          image: input.picture.grey, reference: context.reference, prediction: set.labels,
          prompts: set.components.map(\.prompt),
          caption: SliceOverlay.caption(
            caseID: context.scan.id, slice: context.index, dice: dice),
          layout: options.layout, minWidth: Overlay.minWidth
        ).render())
    }

    private mutating func publish(_ bytes: [UInt8], _ set: String, _ index: Int) throws {
      let number = String(index)
      let padded = String(repeating: "0", count: max(0, 3 - number.count)) + number
      published.files.append(
        try PendingFile.write(
          bytes, to: "\(folder.overlays(options.prefix + set))/\(caseID)_\(padded).png", in: files))
    }

    public mutating func finish() throws {
      for (set, pictures) in kept.sorted(by: { $0.key < $1.key }) {
        for picture in pictures.chosen { try publish(picture.bytes, set, picture.index) }
      }
      kept = [:]
    }

    public func discard() {
      for file in published.files { try? files.remove(file.path) }
    }
  }
}
