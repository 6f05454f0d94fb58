public import Dataflow
import DurableFiles
public import GraphFile
public import Imaging
public import Logging

/// Reads scans slice by slice, in HU, with their reference labels where there are any.
public struct VolumeReader: Source, CatalogStage {
  public struct Options: StageOptions {
    public var dataset = ""
    public var references: String?
    public var labelsOf: String?
    public var orientation = SliceOrientation.upright
    public var include: [String] = []
    public var exclude: [String] = []
    public var allowMissing = false
    public var prompts: String?
    public var limitSlices: Int?
    public var cases: [String] = []

    public init() {}

    enum CodingKeys: String, CodingKey {
      case dataset, references, orientation, include, exclude, prompts, cases
      case labelsOf = "labels-of"
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
        help: "where reference labels lie, named as the scans; for a Decathlon or nnU-Net folder, "
          + "instead of its own"),
      OptionDescription(
        "labels-of", .text,
        help: "take as references what a label-writer of this run left under labels/<name>; begin "
          + "`after` it"),
      OptionDescription(
        "orientation", .choice(SliceOrientation.allCases.map(\.rawValue)),
        help: "how slices are cut"),
      OptionDescription(
        "include", .texts, help: "only cases that match one of these patterns (*, ?)"),
      OptionDescription("exclude", .texts, help: "no cases that match one of these patterns"),
      OptionDescription("cases", .texts, help: "exactly these cases"),
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

  public static func check(_ options: Options) -> [String] {
    options.references != nil && options.labelsOf != nil
      ? ["labels-of: references come from one place; give `references` or `labels-of`"] : []
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    var options = options
    if let name = options.labelsOf { options.references = call.environment.folder.labels(name) }
    let stage = VolumeReader(
      options: options, logger: call.environment.logger, journal: call.environment.journal)
    return AnyLink(graph.source(call.name, stage, call.settings), as: CaseSlice.elementType)
  }

  let options: Options
  let logger: Logger
  let journal: Journal?
  private var plan: ReadingPlan?

  public init(options: Options, logger: Logger, journal: Journal? = nil) {
    self.options = options
    self.logger = logger
    self.journal = journal
  }

  public var fingerprint: Fingerprint? {
    // Which cases there are, and how many, is not what their slices follow from.
    Fingerprint(
      Self.description.kind, ingredients: ["orientation": options.orientation.rawValue])
  }

  public var expectedExtents: Extents? { plan?.firstExtents }

  public var totalExtents: Extents? {
    guard let plan, var extents = plan.firstExtents else { return nil }
    extents["slices"] = plan.slices.values.reduce(0, +)
    extents["cases"] = plan.slices.count
    return extents
  }

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
    plan = try ReadingPlan(options, journal)
    for file in plan?.dataset.missing ?? [] {
      logger.warning(
        "\(file.caseID): its \(file.role.rawValue) \(file.path) is missing; going on without it")
    }
  }

  public func survey(_ visit: (_ group: String, _ inputs: GroupInputs?) throws -> Void) throws {
    guard let plan, let journal else { return }
    let inputs = CaseInputs(plan: plan, journal: journal)
    for one in plan.cases { try visit(one.id, inputs.remembered(one)) }
  }

  public func run(into output: SourceOutput<CaseSlice>) async throws {
    guard let plan else { return }
    // With a limit nobody knows how many slices it will take to find so many with a prompt.
    let total = plan.slices.values.reduce(0, +)
    output.expect(
      groups: plan.cases.count, items: options.limitSlices == nil ? total : nil)
    let caseInputs = journal.map { CaseInputs(plan: plan, journal: $0) }
    var remaining = options.limitSlices ?? .max
    for one in plan.cases {
      let items = plan.slices[one.id] ?? 0
      var inputs: GroupInputs?
      var failure: FileError?
      if remaining > 0 {
        do {
          inputs = try await output.retrying(one.id) { try caseInputs?.read(one) }?
            .limited(to: remaining < items ? remaining : nil)
        } catch let error as FileError {
          failure = error
        }
      } else {
        // Beyond the limit, what is finished counts all the same, and nothing else is looked at.
        inputs = caseInputs?.remembered(one)
      }
      if let inputs, try output.isSettled(one.id, inputs: inputs, items: items) {
        remaining -= output.note(on: one.id, inputs: inputs)?[Self.promptedSlices] ?? 0
        continue
      }
      guard remaining > 0 else {
        output.leaveRest()
        continue
      }
      try await send(one, plan, inputs, failure, caseInputs, &remaining, into: output)
    }
  }

  /// The name under which it is noted how many slices of a case have a prompt.
  private static let promptedSlices = "prompted-slices"

  /// - Parameter failure: why nothing is known of what the case is made of: then nothing is made of it.
  private func send(
    _ one: DatasetCase, _ plan: ReadingPlan, _ inputs: GroupInputs?, _ failure: FileError?,
    _ caseInputs: CaseInputs?, _ remaining: inout Int, into output: SourceOutput<CaseSlice>
  ) async throws {
    let opened: Result<OpenCase, any Error>
    do {
      opened = .success(
        try await output.retrying(one.id) {
          let opened = try OpenCase(
            one, plan: plan, options: options, imageDigest: inputs?.content["image"])
          // A scan that can't be opened says more about what is wrong with it.
          if let failure { throw failure }
          try caseInputs?.checkUnchanged(one, since: inputs)
          return opened
        })
    } catch {
      opened = .failure(error)
    }
    let extents = (try? opened.get())?.extents ?? [:]
    let info: any Sendable = (try? opened.get())?.scan ?? ()
    var left = remaining
    try await output.group(one.id, inputs: inputs, extents: extents, info: info) { slices in
      let opened = try opened.get()
      var reading = try await output.retrying(one.id) { try CaseReading(opened, plan: plan) }
      for index in 0..<reading.grid.slices where left > 0 {
        try await slices.emit(at: index) {
          let slice = try reading.read(index)
          if reading.lastWasPrompted { left -= 1 }
          return slice
        }
      }
      if left > 0 { try reading.finish() }
      try caseInputs?.checkUnchanged(one, since: inputs)
      if let inputs {
        try output.note(on: one.id, inputs: inputs, [Self.promptedSlices: remaining - left])
      }
      try output.keep(warnings: reading.warnings, on: one.id)
      for warning in reading.warnings {
        logger.warning("\(warning)", metadata: ["case": "\(one.id)"])
      }
    }
    remaining = left
  }
}
