public import Dataflow
public import GraphFile
public import Imaging
public import Logging

/// Reads scans slice by slice, in HU, with their reference labels where there are any.
public struct VolumeReader: Source, CatalogStage {
  public struct Options: StageOptions {
    public var dataset = ""
    public var references: String?
    public var orientation = SliceOrientation.upright
    public var include: [String] = []
    public var exclude: [String] = []
    public var allowMissing = false
    public var prompts: String?
    public var limitSlices: Int?

    public init() {}

    enum CodingKeys: String, CodingKey {
      case dataset, references, orientation, include, exclude, prompts
      case allowMissing = "allow-missing"
      case limitSlices = "limit-slices"
    }
  }

  public static let description = StageDescription(
    "volume-reader", .source,
    summary: "Reads scans slice by slice, in HU, with their reference labels where there are any.",
    discussion: """
      `dataset` is a Medical Segmentation Decathlon or nnU-Net v2 folder, a plain folder of NIfTI \
      files, one file, or a text file that lists them. Slices stream from the compressed file. \
      `upright` cuts along the axis nearest superior-inferior, rows anterior to posterior, columns \
      patient right to left; `stored` cuts along voxel axis 3 as the file has it.
      """,
    output: CaseSlice.elementType,
    options: [
      OptionDescription(
        "dataset", .path, isRequired: true,
        help: "where the scans are"),
      OptionDescription(
        "references", .folder,
        help: "for plain folders: where reference labels of the same file names lie"),
      OptionDescription(
        "orientation", .choice(SliceOrientation.allCases.map(\.rawValue)),
        help: "how slices are cut"),
      OptionDescription(
        "include", .texts, help: "only cases that match one of these patterns (*, ?)"),
      OptionDescription("exclude", .texts, help: "no cases that match one of these patterns"),
      OptionDescription(
        "allow-missing", .boolean,
        help: "go on without files that the dataset names and that aren't there"),
      OptionDescription("prompts", .file, help: "read only the cases that this prompt file names"),
      OptionDescription(
        "limit-slices", .integer(1...Int.max), unit: "slices",
        help: "stop after the run's first slices that have something to prompt"),
    ],
    example: """
      volumes:
        stage: volume-reader
        options: {dataset: Task09_Spleen, orientation: upright}
      """)

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let stage = VolumeReader(options: options, logger: call.environment.logger)
    return AnyLink(graph.source(call.name, stage, call.settings), as: CaseSlice.elementType)
  }

  let options: Options
  let logger: Logger
  private var plan: ReadingPlan?

  public init(options: Options, logger: Logger) {
    self.options = options
    self.logger = logger
  }

  public var expectedExtents: Extents? { plan?.firstExtents }

  /// The cases that will be read, with their numbers of slices; empty before `prepare`.
  public var contents: Contents {
    Contents(cases: (plan?.cases ?? []).map { ($0.id, plan?.slices[$0.id] ?? 0) })
  }

  /// What a reader will read.
  public struct Contents: Sendable {
    public let cases: [(id: String, slices: Int)]
  }

  public func cost(of input: Extents) -> Cost {
    // HU, and the reference, which the labels' scores need to the end.
    Cost(item: input.pixels * (4 + 2), group: input.readWhole)
  }

  // Asynchronous, so that a caller who awaits it does not get the protocol's empty default.
  public mutating func prepare() async throws {
    plan = try ReadingPlan(options)
    for file in plan?.dataset.missing ?? [] {
      logger.warning(
        "missing",
        metadata: [
          "case": "\(file.caseID)", "file": "\(file.path)", "role": "\(file.role.rawValue)",
        ])
    }
  }

  public func run(into output: SourceOutput<CaseSlice>) async throws {
    guard let plan else { return }
    // With a limit nobody knows how many slices it will take to find so many with a prompt.
    let total = plan.slices.values.reduce(0, +)
    output.expect(
      groups: plan.cases.count, items: options.limitSlices == nil ? total : nil)
    var remaining = options.limitSlices ?? .max
    for one in plan.cases where remaining > 0 {
      let opened = Result { try OpenCase(one, plan: plan, options: options) }
      let extents = (try? opened.get())?.extents ?? [:]
      let info: any Sendable = (try? opened.get())?.scan ?? ()
      try await output.group(one.id, extents: extents, info: info) { slices in
        var reading = try CaseReading(try opened.get(), plan: plan)
        for index in 0..<reading.grid.slices where remaining > 0 {
          try await slices.emit(at: index) {
            let slice = try reading.next()
            if reading.lastWasPrompted { remaining -= 1 }
            return slice
          }
        }
        if remaining > 0 { try reading.finish() }
        for warning in reading.warnings {
          logger.warning("\(warning)", metadata: ["case": "\(one.id)"])
        }
      }
    }
  }
}
