public import Dataflow
public import GraphFile
public import Imaging

/// Makes pictures of slices: clips HU to a window and spreads them over grey values.
public struct Window: Transform, CatalogStage {
  public struct Options: StageOptions {
    /// HU shown as black and as white.
    public var hu: [Double] = [-175, 250]
    public var stretch = SliceStretch.minMax

    public init() {}
  }

  public static let description = StageDescription(
    "window", .transform,
    summary: "Makes grey pictures of slices: clips HU to a window, 0 to 255.",
    discussion: """
      With `stretch: min-max` the darkest pixel of each slice becomes 0 and the brightest 255, as \
      the published study does it; with `stretch: window` the window's bounds do, in every slice.
      """,
    inputs: [
      PortDescription(
        "slice", accepts: [CaseSlice.elementType], isRequired: true, help: "slices in HU")
    ],
    output: Picture.elementType,
    options: [
      OptionDescription(
        "hu", .numbers(count: 2), unit: "HU",
        help: "the values shown as black and as white"),
      OptionDescription(
        "stretch", .choice(SliceStretch.allCases.map(\.rawValue)),
        help: "what happens after clipping"),
    ],
    example: """
      window:
        stage: window
        from: volumes
        options: {hu: [-175, 250]}
      """)

  public static func check(_ options: Options) -> [String] {
    do {
      _ = try window(options)
      return []
    } catch {
      return ["hu: \(error)"]
    }
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let stage = Window(window: try window(options), stretch: options.stretch)
    let slices = try call.link("slice", as: CaseSlice.self)
    return AnyLink(
      graph.transform(call.name, stage, from: slices, call.settings), as: Picture.elementType)
  }

  let style: PictureStyle

  init(window: HUWindow, stretch: SliceStretch) {
    style = PictureStyle(window: window, stretch: stretch)
  }

  public var fingerprint: Fingerprint? {
    Fingerprint(
      Self.description.kind,
      ingredients: [
        "hu": "\(style.window.low) to \(style.window.high)", "stretch": style.stretch.rawValue,
      ],
      reads: .only(["image"]))
  }

  public func cost(of input: Extents) -> Cost {
    // The picture, and the slice as fractions while it is made.
    Cost(item: input.pixels * (1 + 4))
  }

  public func process(_ slice: CaseSlice) -> Picture? {
    Picture(
      context: slice.context, grey: windowed(slice.hu, style.window, stretch: style.stretch),
      style: style)
  }

  private static func window(_ options: Options) throws -> HUWindow {
    try HUWindow(options.hu, stage: description.kind)
  }
}

extension HUWindow {
  /// A window as a stage's option gives it.
  init(_ bounds: [Double], stage: String) throws {
    guard bounds.count == 2 else {
      throw StageError.option(stage: stage, "it takes two numbers, black and white, in HU")
    }
    try self.init(low: bounds[0], high: bounds[1])
  }
}
