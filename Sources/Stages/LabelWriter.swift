public import Dataflow
import DurableFiles
public import GraphFile
public import Imaging

/// Writes each case's labels on the scan's own grid, with how they came about and how good they are.
public struct LabelWriter: Sink, CatalogStage {
  public struct Options: StageOptions {
    public var labels = LabelGrouping.perClass

    public init() {}
  }

  public static let description = StageDescription(
    "label-writer", .sink,
    summary:
      "Writes each case's labels as NIfTI on the scan's own grid, with provenance and scores.",
    discussion: """
      labels/<prompt>/<image file> keeps the scan's header byte for byte but for the fields of the \
      data type. provenance.csv has a row for every component, scores.csv Dice and IoU for every \
      slice and volume with a reference, labels.txt the label descriptions for ITK-SNAP. A case \
      appears only when it is whole.
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
        help: "as in the prompts stage: how the reference is compared")
    ],
    example: """
      labels:
        stage: label-writer
        from: decoder
      """)

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
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
    Fingerprint(Self.description.kind, options: options)
  }

  public func cost(of input: Extents) -> Cost {
    // A slice's labels on the scan's grid, and their comparison with the reference.
    Cost(item: input.scanPixels * (2 + 2 + 2), group: input.promptSets * input.writtenWhole)
  }

  /// Labels compress to about a hundredth; a slice has a few rows in the tables, twice.
  public func diskBytes(of group: Extents) -> Int {
    group.promptSets * group.slices * (group.scanPixels / 100 + 1000)
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
    try closing.finish(try tables.publish(closing))
  }

  /// The labels of one case, for every set of prompts.
  public struct Writing: GroupWriting {
    let scan: Case
    let options: Options
    let environment: LabelingEnvironment
    private var sets: [(name: String, writer: LabelVolumeWriter, records: CaseRecords)] = []
    public private(set) var published = Published()

    init(scan: Case, options: Options, environment: LabelingEnvironment) {
      self.scan = scan
      self.options = options
      self.environment = environment
    }

    public mutating func write(_ masks: SliceMasks, at index: Int) throws {
      if sets.isEmpty { sets = try masks.sets.map(open) }
      for (place, set) in masks.sets.enumerated() {
        sets[place].records.add(set.components, slice: masks.context.index)
        for target in masks.context.placement.targets {
          let labels = try masks.context.placement.onScan(set.labels)
          try sets[place].writer.write(slice: target.index, labels)
          try sets[place].records.score(labels, target, labels: options.labels)
        }
      }
    }

    private func open(
      _ set: SliceMasks.Set
    ) throws -> (name: String, writer: LabelVolumeWriter, records: CaseRecords) {
      (
        set.name,
        try LabelVolumeWriter(
          like: scan.scan, path: "\(environment.folder.labels(set.name))/\(scan.fileName)",
          type: options.labels == .merged ? .uint8 : scan.labelType, slicing: scan.orientation,
          in: environment.files),
        CaseRecords(scan: scan)
      )
    }

    public mutating func finish() throws {
      for set in sets {
        published.files += try set.writer.finish()
        published.files += try CaseTables.write(
          set.records, set: set.name, grouping: options.labels,
          to: environment.folder.labels(set.name), in: environment.files)
      }
      published.notes = RunTables.notes(
        sets: sets.map(\.name), names: names, scan: scan.scan.path)
    }

    /// The labels' names; values that the dataset does not name are added where they occur.
    private var names: [Int: String] {
      if options.labels == .merged { return [0: "background", 1: "foreground"] }
      let values = sets.flatMap { $0.records.components.map(\.component.prompt.label) }
      return Set(values).reduce(into: scan.labels) { names, value in
        names[value] = scan.labelName(value)
      }
    }

    public mutating func discard() {
      for set in sets { set.writer.discard() }
      sets = []
      // A failure after some files had their names.
      for file in published.files { try? environment.files.remove(file.path) }
      published = Published()
    }
  }
}
