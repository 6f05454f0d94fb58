public import Dataflow
public import GraphFile
public import Imaging

/// Makes prompts for each slice: from its reference labels, or from a file an annotator drew.
public struct Prompts: Transform, CatalogStage {
  public struct Options: StageOptions {
    public var kinds: [String] = []
    public var file: String?
    public var labels = LabelGrouping.perClass
    public var minPixels = 1
    public var maxPrompts = 256
    public var jitter = 10
    public var repeats = 1
    public var backgroundDistance = 25
    public var seed: UInt64 = 1984

    public init() {}

    enum CodingKeys: String, CodingKey {
      case kinds, file, labels, jitter, repeats, seed
      case minPixels = "min-pixels"
      case maxPrompts = "max-prompts"
      case backgroundDistance = "background-distance"
    }
  }

  /// The most jittered boxes of a component: they are decoded together.
  static let mostRepeats = 15

  /// The name of the set of prompts that come from a file.
  public static let fileSetName = "file"

  public static let description = StageDescription(
    "prompts", .transform,
    summary: "Makes boxes and points for each slice, from reference labels or from a file.",
    discussion: """
      Kinds: \(PromptKind.allCases.map(\.rawValue).joined(separator: ", ")). Each kind gives one \
      prompt for every 4-connected component, and one set of labels; the encoder runs once for all \
      of them. The box-then kinds have a second pass, with points where the first mask differs \
      from the reference. A file has one object a line, {"case":"spleen_001","slice":12,"label":1,\
      "box":[x0,y0,x1,y1],"points":[[x,y]],"point_labels":[1]}, or CSV with the same columns.
      """,
    inputs: [
      PortDescription(
        "slice", accepts: [CaseSlice.elementType], isRequired: true,
        help: "slices, with reference labels unless the prompts come from a file")
    ],
    output: SlicePrompts.elementType,
    options: [
      OptionDescription("kinds", .texts, help: "the prompt kinds to make from the reference"),
      OptionDescription("file", .file, help: "prompts that were drawn, as JSON lines or CSV"),
      OptionDescription(
        "labels", .choice(LabelGrouping.allCases.map(\.rawValue)),
        help: "every label value by itself, or all as one foreground"),
      OptionDescription(
        "min-pixels", .integer(1...1_000_000), unit: "pixels",
        help: "smaller components get no prompt"),
      OptionDescription(
        "max-prompts", .integer(1...65_535), unit: "prompts",
        help: "the most prompts of one kind on one slice; memory is reserved for them"),
      OptionDescription(
        "jitter", .integer(0...1_000), unit: "pixels",
        help: "how far a side of a jittered box may move outwards"),
      OptionDescription(
        "repeats", .integer(1...Self.mostRepeats), unit: "boxes",
        help: "jittered boxes of a component, an odd number; their masks vote on every pixel"),
      OptionDescription(
        "background-distance", .integer(1...1_000), unit: "pixels",
        help: "how far outside the box a background point may lie"),
      OptionDescription("seed", .integer(0...Int.max), help: "what the random choices follow from"),
    ],
    example: """
      prompts:
        stage: prompts
        from: volumes
        options: {kinds: [box, centroid], min-pixels: 10}
      """)

  public static func check(_ options: Options) -> [String] {
    var problems: [String] = []
    if options.kinds.isEmpty && options.file == nil {
      problems.append("give kinds, or a file of prompts")
    }
    if !options.kinds.isEmpty && options.file != nil {
      problems.append("give kinds or a file, not both")
    }
    for kind in options.kinds where PromptKind(rawValue: kind) == nil {
      problems.append(
        "kinds: unknown prompt kind \"\(kind)\"; there are "
          + PromptKind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    if options.repeats.isMultiple(of: 2) {
      problems.append("repeats: \(options.repeats) votes may be equal; give an odd number")
    }
    if Set(options.kinds).count < options.kinds.count {
      problems.append("kinds: a prompt kind is named twice")
    }
    return problems
  }

  public static func resultNames(_ options: Options) -> [String]? {
    options.file == nil ? options.kinds : [fileSetName]
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let slices = try call.link("slice", as: CaseSlice.self)
    return AnyLink(
      graph.transform(call.name, try Prompts(options), from: slices, call.settings),
      as: SlicePrompts.elementType)
  }

  let kinds: [PromptKind]
  let options: Options
  let file: PromptFile?

  /// - Throws: if the file can't be read or is wrong.
  public init(_ options: Options) throws {
    kinds = options.kinds.compactMap(PromptKind.init)
    file = try options.file.map { try PromptFile(contentsOf: $0) }
    self.options = options
  }

  public var fingerprint: Fingerprint? {
    // More room for prompts changes none of them; what a file says is asked for case by case.
    Fingerprint(
      Self.description.kind, options: options,
      without: Set(["file", "max-prompts"] + (repeats == 1 ? ["repeats"] : [])),
      reads: .only(file == nil ? ["reference"] : ["image"]))
  }

  public func inputs(of group: String) -> [String: String] {
    guard let file else {
      // Random choices follow from the case's name.
      return kinds.contains(where: \.isRandom) ? ["case": group] : [:]
    }
    return ["drawn prompts": file.digest(ofCase: group)]
  }

  public func extents(of input: Extents) -> Extents {
    var output = input
    output["prompt-sets"] = max(kinds.count, 1)
    output["prompts-in-set"] = options.maxPrompts * repeats
    return output
  }

  public func cost(of input: Extents) -> Cost {
    // Component numbers and distances while a kind is worked on, then the prompts, and for kinds
    // with a second pass which component each pixel is of.
    let prompt = 256
    let corrected = kinds.count { $0.secondPass != nil }
    return Cost(
      item: input.pixels * (16 + 2 * corrected)
        + options.maxPrompts * repeats * max(kinds.count, 1) * prompt)
  }

  /// How many boxes a component gets at most.
  private var repeats: Int { kinds.contains(.jitteredBox) ? options.repeats : 1 }

  public func process(_ slice: CaseSlice) throws -> SlicePrompts? {
    let context = slice.context
    let sets = try file.map { [try drawn($0, on: context)] } ?? kinds.map { try made($0, context) }
    for set in sets where set.prompts.count > options.maxPrompts * set.votes {
      throw StageError.unusableSlice(
        context.scan.id, slice: context.index,
        "it has \(set.prompts.count / set.votes) prompts of kind \(set.name), but max-prompts is "
          + "\(options.maxPrompts); raise max-prompts, or min-pixels to leave out specks")
    }
    return SlicePrompts(context: context, grouping: options.labels, sets: sets)
  }

  private func made(_ kind: PromptKind, _ context: SliceContext) throws -> SlicePrompts.Set {
    guard let reference = context.reference else {
      throw StageError.unusableCase(
        context.scan.id,
        "it has no reference label to make \(kind.rawValue) prompts from; give a prompt file, or "
          + "leave the case out")
    }
    let maker = ReferencePrompts(
      kind: kind, labels: options.labels, minPixels: options.minPixels,
      maxJitter: options.jitter, maxBackgroundDistance: options.backgroundDistance,
      seed: options.seed, repeats: options.repeats)
    let prompts = maker.prompts(for: reference, caseID: context.scan.id, slice: context.index)
    return SlicePrompts.Set(
      name: kind.rawValue, prompts: prompts,
      usesSingleMask: prompts.map { _ in kind.usesSingleMask }, votes: maker.promptsPerComponent,
      corrections: kind.secondPass.map {
        SlicePrompts.Corrections(secondPass: $0, components: maker.components(of: reference))
      })
  }

  private func drawn(_ file: PromptFile, on context: SliceContext) throws -> SlicePrompts.Set {
    let scan = context.scan
    var prompts: [Prompt] = []
    for target in context.placement.targets {
      let drawn = file.prompts(caseID: scan.id, slice: target.index)
      let problems = drawn.flatMap { $0.problems(rows: scan.grid.rows, columns: scan.grid.columns) }
      guard problems.isEmpty else {
        throw StageError.unusableSlice(
          scan.id, slice: target.index, "\(file.file): \(problems.joined(separator: "; "))")
      }
      prompts += drawn.map(context.placement.fromScan)
    }
    if options.labels == .merged {
      for index in prompts.indices { prompts[index].label = 1 }
    }
    return SlicePrompts.Set(
      name: Self.fileSetName, prompts: prompts, usesSingleMask: prompts.map { $0.box != nil })
  }
}
