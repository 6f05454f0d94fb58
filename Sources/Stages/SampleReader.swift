public import Dataflow
public import GraphFile

/// Opens samples, to train on.
public struct SampleReader: Source, CatalogStage {
  public struct Options: StageOptions {
    public var samples = ""

    public init() {}
  }

  public static let description = StageDescription(
    "sample-reader", .source,
    summary: "Opens samples, to train on.",
    discussion: """
      `samples` is the name of samples that a sample-writer of the same run keeps, or the path of \
      those of another run, such as RUN/samples/truth.zarr. Slices are read one by one, by the trainer. \
      After a sample-writer, only the cases of this run count, not others that an earlier run left.
      """,
    output: SampleSet.elementType,
    options: [
      OptionDescription("samples", .text, isRequired: true, help: "a name, or a path")
    ],
    example: """
      truth:
        stage: sample-reader
        after: samples
        options: {samples: truth}
      """)

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let isOwn = !options.samples.contains("/")
    let stage = SampleReader(
      path: isOwn ? call.environment.folder.samples(options.samples) : options.samples,
      isOfThisRun: isOwn)
    return AnyLink(graph.source(call.name, stage, call.settings), as: SampleSet.elementType)
  }

  let path: String
  /// Whether the samples are made by the same run.
  let isOfThisRun: Bool

  public init(path: String, isOfThisRun: Bool = false) {
    self.path = path
    self.isOfThisRun = isOfThisRun
  }

  public var fingerprint: Fingerprint? { Fingerprint(Self.description.kind) }

  private var group: String {
    let name = path.lastPathComponent
    return name.hasSuffix(".zarr") ? String(name.dropLast(".zarr".count)) : name
  }

  private func inputs(_ set: SampleSet) -> GroupInputs {
    GroupInputs(content: ["samples": set.digest])
  }

  public func survey(_ visit: (_ group: String, _ inputs: GroupInputs?) throws -> Void) throws {
    try visit(group, (try? SampleSet(path: path)).map(inputs))
  }

  public func run(into output: SourceOutput<SampleSet>) async throws {
    output.expect(items: 1)
    let cases = isOfThisRun ? output.groupsFinishedBefore : nil
    let set = Result { try SampleSet(path: path, cases: cases) }
    let inputs = (try? set.get()).map(inputs)
    if let inputs, try output.isSettled(group, inputs: inputs, items: 1, counts: false) { return }
    try await output.group(group, inputs: inputs, counts: false) { sending in
      try await sending.emit(at: 0) { try set.get() }
    }
  }
}

extension SampleSet {
  /// How the plan knows it.
  public static let elementType = ElementType(
    "samples", dtype: "uint8", rank: 3, detail: "slices with labels, in any order")
}
