public import Dataflow
public import GraphFile
import Imaging

/// Resamples slices to a spacing in mm, in the plane and from slice to slice.
public struct Resample: Gather, CatalogStage {
  public struct Options: StageOptions {
    public var inPlane: Double?
    public var throughPlane: Double?

    public init() {}

    enum CodingKeys: String, CodingKey {
      case inPlane = "in-plane"
      case throughPlane = "through-plane"
    }
  }

  public static let description = StageDescription(
    "resample", .gather,
    summary: "Resamples slices to a spacing in mm, in the plane and from slice to slice.",
    discussion: """
      Linear for HU, nearest for reference labels. Labels made of resampled slices are brought back \
      to the scan's own grid by the label-writer, and scored there. Prompts from a file are meant on \
      the scan's own grid, and moved with it.
      """,
    inputs: [
      PortDescription(
        "slice", accepts: [CaseSlice.elementType], isRequired: true, help: "slices in HU")
    ],
    output: CaseSlice.elementType,
    options: [
      OptionDescription(
        "in-plane", .number(0.05...100), unit: "mm",
        help: "the distance of rows and of columns; as it is if not given"),
      OptionDescription(
        "through-plane", .number(0.05...100), unit: "mm",
        help: "the distance of slices; as it is if not given"),
    ],
    example: """
      resampled:
        stage: resample
        from: volumes
        options: {in-plane: 1, through-plane: 3}
      """)

  public static func check(_ options: Options) -> [String] {
    options.inPlane == nil && options.throughPlane == nil
      ? ["give in-plane, through-plane or both, in mm"] : []
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let slices = try call.link("slice", as: CaseSlice.self)
    return AnyLink(
      graph.gather(call.name, Resample(options: options), from: slices, call.settings),
      as: CaseSlice.elementType)
  }

  /// The finest slice distance that memory is reserved for, in mm.
  static let finestSpacing = 0.25

  let options: Options

  /// A coarse slice waits for all fine ones nearest to it, of which the last one may have half as
  /// many again, and for the one before.
  public var fingerprint: Fingerprint? {
    Fingerprint(
      Self.description.kind, options: options, reads: .only(["image", "reference"]))
  }

  public var heldItems: Int {
    options.throughPlane.map { Int((1.5 * $0 / Self.finestSpacing).rounded(.up)) + 1 } ?? 0
  }

  public func extents(of input: Extents) -> Extents {
    var output = input
    if let spacing = options.inPlane.map({ Int($0 * 1000) }), spacing > 0 {
      output["rows"] = max(1, input.rows * input.rowSpacing / spacing + 1)
      output["columns"] = max(1, input.columns * input.columnSpacing / spacing + 1)
      output["row-spacing"] = spacing
      output["column-spacing"] = spacing
    }
    if let spacing = options.throughPlane.map({ Int($0 * 1000) }), spacing > 0 {
      output["slices"] = max(1, input.slices * input.sliceSpacing / spacing + 1)
      output["slice-spacing"] = spacing
    }
    return output
  }

  public func cost(of input: Extents) -> Cost {
    let output = extents(of: input)
    let fanOut = fanOut(from: input.sliceSpacing, to: output.sliceSpacing)
    // The slice resampled along its rows, then in the plane, then what is made of it and the next.
    let rowwise = input.rows * output.columns * 4
    return Cost(
      item: rowwise + output.pixels * 4 + fanOut * output.pixels * (4 + 2), fanOut: fanOut)
  }

  /// The most slices that become ready with one of the scan's, whose spacings are in micrometres.
  private func fanOut(from spacing: Int, to target: Int) -> Int {
    guard options.throughPlane != nil, target > 0 else { return 1 }
    // The scan's last slice brings those up to its far edge too, and that is rounded to the nearest
    // target: 1.5 slices and half a target, rounded up.
    return (3 * spacing + 3 * target - 1) / (2 * target)
  }

  public func begin(_ group: Group) throws -> SliceResampling {
    guard let scan = group.info as? Case else {
      throw StageError.unusableCase(group.id, "resampling needs slices of a scan")
    }
    return try SliceResampling(scan.grid, options, id: scan.id)
  }
}
