public import Dataflow
import DurableFiles
public import GraphFile
public import Imaging

/// Writes each case's labels on the scan's own grid, with how they came about and how good they are.
public struct LabelWriter: Sink, CatalogStage {
  public struct Options: StageOptions {
    public var labels = LabelGrouping.perClass
    public var soft = false
    /// What the names of the sets of labels begin with.
    public var prefix = ""
    /// The range of probabilities that become `ignored`; `nil` for none.
    public var uncertain: [Double]?

    public init() {}
  }

  /// The label value of pixels that are too uncertain to train on.
  public static let ignored: UInt16 = 255

  public static let description = StageDescription(
    "label-writer", .sink,
    summary:
      "Writes each case's labels as NIfTI on the scan's own grid, with provenance and scores.",
    discussion: """
      labels/<prompt>/<image file> keeps the scan's header byte for byte but for the fields of the \
      data type. provenance.csv has a row for every component, scores.csv Dice and IoU for every \
      slice and volume with a reference, labels.txt the label descriptions for ITK-SNAP. A case \
      appears only when it is whole. With `soft`, labels/<prompt>/soft/<image file> says how \
      probable each voxel is, in steps of 1/255. With `uncertain`, voxels whose probability lies in \
      that range, bounds included, get the value 255; scores are of the labels without them.
      """,
    inputs: [
      PortDescription(
        "masks",
        accepts: [SliceMasks.elementType(keeps: .labels)], isRequired: true,
        help: "labels of every slice")
    ],
    options: [
      OptionDescription(
        "labels", .choice(LabelGrouping.allCases.map(\.rawValue)),
        help: "as in the prompts stage: how the reference is compared"),
      OptionDescription(
        "soft", .boolean,
        help: "also write how probable each voxel is; needs a mask-decoder with keep: soft"),
      OptionDescription(
        "uncertain", .numbers(count: 2),
        help: "probabilities that give the value 255, to be ignored in training; needs keep: soft"),
      SetPrefix.option,
    ],
    example: """
      labels:
        stage: label-writer
        from: decoder
      """)

  public static func check(_ options: Options) -> [String] {
    var problems = SetPrefix.problems(options.prefix)
    guard let range = options.uncertain else { return problems }
    guard range.count == 2, 0 < range[0], range[0] < range[1], range[1] <= 1 else {
      problems.append("uncertain: it takes a lower and a higher probability, above 0 and up to 1")
      return problems
    }
    return problems
  }

  public static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace] {
    results.map { OutputPlace("labels/\(options.prefix)\($0)", option: "prefix") }
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    if options.needsProbabilities, let type = call.inputs["masks"]?.type,
      type.dtype.flatMap(MaskDetail.init)?.hasSoft != true
    {
      throw StageError.option(
        stage: description.kind,
        "soft and uncertain need probabilities, but \(type) doesn't hold them; take them from a "
          + "mask-decoder with keep: soft")
    }
    let masks = try call.link("masks", as: SliceMasks.self)
    graph.sink(
      call.name, LabelWriter(options: options, environment: call.environment), from: masks,
      call.settings)
    return nil
  }

  let options: Options
  let environment: LabelingEnvironment

  init(options: Options, environment: LabelingEnvironment) {
    self.options = options
    self.environment = environment
  }

  public var fingerprint: Fingerprint? {
    let unused = (options.soft ? [] : ["soft"]) + (options.prefix.isEmpty ? ["prefix"] : [])
    return Fingerprint(Self.description.kind, options: options, without: Set(unused))
  }

  public func cost(of input: Extents) -> Cost {
    // A slice's labels on the scan's grid, and their comparison with the reference; probabilities.
    let soft = options.needsProbabilities ? 1 + 2 : 0
    // The volume of probabilities has a byte for each of the labels' bytes at most.
    let volumes = options.soft ? 2 : 1
    return Cost(
      item: input.scanPixels * (2 + 2 + 2 + soft),
      group: input.promptSets * volumes * input.writtenWhole)
  }

  /// Labels compress to about a hundredth, probabilities to a twentieth; a slice has a few rows in
  /// the tables, twice.
  public func diskBytes(of group: Extents) -> Int {
    let soft = options.soft ? group.scanPixels / 20 : 0
    return group.promptSets * group.slices * (group.scanPixels / 100 + soft + 1000)
  }

  public func begin(_ group: Group) throws -> Writing {
    guard let scan = group.info as? Case else {
      throw StageError.unusableCase(group.id, "the label writer needs slices of a scan")
    }
    return Writing(scan: scan, options: options, environment: environment)
  }

  /// The tables hold whole cases only, so that they are right after a failure too.
  public func close(_ closing: Closing) throws {
    let tables = RunTables(folder: environment.folder, files: environment.files)
    if !closing.groups.isEmpty { try closing.begin() }
    try closing.finish(try tables.publish(closing))
  }

  /// The labels of one case, for every set of prompts.
  public struct Writing: GroupWriting {
    private var scan: Case
    let options: Options
    let environment: LabelingEnvironment
    private var sets: [LabelFiles] = []
    public private(set) var published = Published()

    init(scan: Case, options: Options, environment: LabelingEnvironment) {
      self.scan = scan
      self.options = options
      self.environment = environment
    }

    public mutating func write(_ masks: SliceMasks, at index: Int) throws {
      if let grouping = masks.grouping, grouping != options.labels {
        throw StageError.option(
          stage: LabelWriter.description.kind,
          "labels: is \(options.labels.rawValue), but what it is given was made with labels: "
            + "\(grouping.rawValue), so that labels and references would not be the same things; set "
            + "both alike")
      }
      if sets.isEmpty {
        if let names = masks.labelNames { scan = scan.naming(names) }
        sets = try masks.sets.map(open)
      }
      for (place, set) in masks.sets.enumerated() {
        try sets[place].write(set, of: masks.context)
      }
    }

    private func open(_ set: SliceMasks.Set) throws -> LabelFiles {
      try LabelFiles(
        options.prefix + set.name, of: scan, options: options, environment: environment)
    }

    public mutating func finish() throws {
      for set in sets {
        published.files += try set.finish()
      }
      published.notes = RunTables.notes(
        sets: sets.map(\.name), names: names, scan: scan.scan.path)
    }

    /// The labels' names; values that the dataset does not name are added where they occur.
    private var names: [Int: String] {
      var names = [0: "background", 1: "foreground"]
      if options.labels == .perClass {
        let values = sets.flatMap { $0.records.components.map(\.component.prompt.label) }
        names = Set(values).reduce(into: scan.labels) { $0[$1] = scan.labelName($1) }
      }
      if options.uncertain != nil { names[Int(LabelWriter.ignored)] = "ignore" }
      return names
    }

    public mutating func discard() {
      for set in sets { set.discard() }
      sets = []
      // A failure after some files had their names.
      for file in published.files { try? environment.files.remove(file.path) }
      published = Published()
    }
  }
}

extension LabelWriter.Options {
  /// Whether what arrives must hold each pixel's probability.
  var needsProbabilities: Bool { soft || uncertain != nil }
}
