public import Dataflow
import DurableFiles
public import GraphFile
public import Imaging
import Training
import ZarrStore

/// Keeps pictures with their labels as shards, to train on: slices in any order, without reading scans.
public struct SampleWriter: Sink, CatalogStage {
  public struct Options: StageOptions {
    public var name = "samples"
    public var labels = LabelGrouping.perClass
    public var soft: String?
    public var weights: String?
    public var level = 3

    public init() {}
  }

  public static let description = StageDescription(
    "sample-writer", .sink,
    summary: "Keeps pictures with their labels as shards, to train on.",
    discussion: """
      samples/<name>.zarr holds <case>.image and <case>.target, one chunk a slice, so that a trainer \
      reads slices in any order. Labels are those that the volume-reader gives as references; 255 is \
      a pixel that training ignores. With `soft`, <case>.confidence says how sure each label is; with \
      `weights`, every slice has the predicted IoU of its masks, the mean by their pixels, to count \
      by in training.
      """,
    inputs: [
      PortDescription(
        "picture", accepts: [Picture.elementType], isRequired: true,
        help: "slices as a network sees them, with reference labels")
    ],
    options: [
      OptionDescription("name", .text, help: "what the samples are called"),
      OptionDescription(
        "labels", .choice(LabelGrouping.allCases.map(\.rawValue)),
        help: "every label value by itself, or one foreground of value 1"),
      OptionDescription(
        "soft", .path,
        help:
          "volumes, named as the scans, of how sure each label is, 0 to 255: a folder, or the name "
          + "of labels of this run"),
      OptionDescription(
        "weights", .path,
        help: "labels with a provenance table: a folder, or the name of labels of this run"),
      OptionDescription("level", .integer(1...19), help: "zstd's level: 1 fast, 19 small"),
    ],
    example: """
      samples:
        stage: sample-writer
        from: window
        options: {name: truth, labels: merged}
      """)

  public static func check(_ options: Options) -> [String] {
    do {
      try NodeName.checked(options.name)
      return []
    } catch {
      return ["name: \(error)"]
    }
  }

  public static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace] {
    [OutputPlace("samples/\(options.name).zarr", option: "name")]
  }

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let environment = call.environment
    var options = options
    if let name = options.soft, !name.contains("/") {
      options.soft = environment.folder.softLabels(name)
    }
    if let name = options.weights, !name.contains("/") {
      options.weights = environment.folder.labels(name)
    }
    graph.sink(
      call.name,
      SampleWriter(
        options: options, store: environment.folder.samples(options.name),
        files: environment.files),
      from: try call.link("picture", as: Picture.self), call.settings)
    return nil
  }

  let options: Options
  let store: String
  let files: any FileSystem

  init(options: Options, store: String, files: any FileSystem = LocalFileSystem()) {
    self.options = options
    self.store = store
    self.files = files
  }

  public var fingerprint: Fingerprint? {
    Fingerprint(Self.description.kind, options: options, without: ["name", "soft", "weights"])
  }

  public func inputs(of group: String) -> [String: String] {
    var inputs: [String: String] = [:]
    if options.soft != nil {
      let digest = softPath(of: group).flatMap { try? Digest.sha256(ofFile: $0) }
      inputs["confidence"] = digest ?? "none"
    }
    if let labels = options.weights {
      inputs["weights"] =
        (try? Digest.sha256(ofFile: CaseTables.path(.provenance, of: group, in: labels))) ?? "none"
    }
    return inputs
  }

  public func cost(of input: Extents) -> Cost {
    // Target and confidence, and each as it is read and as it is compressed.
    Cost(item: input.pixels * 8)
  }

  public var scratchBytesPerWorker: Int { 32 << 20 }

  public func diskBytes(of group: Extents) -> Int { group.slices * group.pixels / 2 }

  public func begin(_ group: Group) throws -> Writing {
    guard let scan = group.info as? Case else {
      throw StageError.unusableCase(group.id, "the sample writer needs slices of a scan")
    }
    return try Writing(
      scan: scan, options: options, soft: softPath(of: scan.id), store: store, files: files)
  }

  /// Where the confidences of a case are, if there are any.
  private func softPath(of id: String) -> String? {
    options.soft.flatMap { folder in
      ["nii.gz", "nii"].map { "\(folder)/\(id).\($0)" }.first(where: FilePath.exists)
    }
  }

  /// The arrays of one case.
  public struct Writing: GroupWriting {
    let scan: Case
    let options: Options
    let soft: String?
    let store: String
    let files: any FileSystem
    /// The values that nnU-Net's datasets call so, which count in no loss.
    private let ignored: Set<UInt16>
    private var arrays: [String: ZarrArrayWriter] = [:]
    private var confidences: SliceReader?
    private var facts: SampleFacts
    public private(set) var published = Published()

    private let weights: SliceWeights?

    init(
      scan: Case, options: Options, soft: String?, store: String, files: any FileSystem
    ) throws {
      self.scan = scan
      self.options = options
      self.soft = soft
      self.store = store
      self.files = files
      weights = try options.weights.map { try SliceWeights(of: scan.id, labels: $0) }
      let names = scan.labels.filter { $0.value.lowercased() != "ignore" }
      ignored = Set(
        scan.labels.keys.filter { names[$0] == nil }.compactMap(UInt16.init(exactly:)))
      facts = SampleFacts(labels: options.labels == .merged ? [1: "foreground"] : names)
    }

    public mutating func write(_ picture: Picture, at index: Int) throws {
      let context = picture.context
      guard let reference = context.reference else {
        throw StageError.unusableCase(
          scan.id,
          "it has no labels to train on; say where they are (`references` of the volume-reader, --labels of "
            + "sluice train), or leave the case out (`exclude`, --exclude)")
      }
      if arrays.isEmpty { try open(context) }
      try put(SampleSet.Layout.image, context.index, picture.grey.pixels)
      let target = try values(reference, slice: context.index)
      try put(SampleSet.Layout.target, context.index, target)
      facts.count(target)
      if let weights { facts.weights = (facts.weights ?? []) + [weights[context.index]] }
      guard let confidences else { return }
      let plane = try confidences.readLabels(slice: context.index)
      guard plane.rows == context.rows, plane.columns == context.columns else {
        throw StageError.unusableCase(
          scan.id,
          "confidences can't be used with resampled slices; leave out `soft` or the resampling"
        )
      }
      try put(
        SampleSet.Layout.confidence, context.index, plane.pixels.map { UInt8(clamping: $0) })
    }

    private mutating func put(_ array: String, _ slice: Int, _ pixels: [UInt8]) throws {
      published.files += try arrays[array]?.write(slice, pixels).map(\.file) ?? []
    }

    /// What a network should say of the slice.
    private func values(_ reference: Plane<UInt16>, slice: Int) throws -> [UInt8] {
      if let value = reference.pixels.max(), value > 255 {
        throw StageError.unusableSlice(
          scan.id, slice: slice,
          "label value \(value) is more than 254, the most that can be trained; use `labels: merged`"
        )
      }
      let merges = options.labels == .merged
      return reference.pixels.map { value in
        if ignored.contains(value) { return TrainingSlice.ignored }
        return merges && value > 0 && value < 255 ? 1 : UInt8(value)
      }
    }

    private mutating func open(_ context: SliceContext) throws {
      let group = try ZarrGroup.opened(store, in: files)
      var names = [SampleSet.Layout.image, SampleSet.Layout.target]
      if options.soft != nil {
        guard let soft else {
          throw StageError.unusableCase(
            scan.id, "there is no volume of confidences for it in \(options.soft ?? "")")
        }
        let volume = try NIfTIVolume.open(soft)
        try scan.scan.checkSameGrid(as: volume)
        confidences = try SliceReader(volume, slicing: scan.orientation)
        names.append(SampleSet.Layout.confidence)
      }
      for name in names {
        let layout = SliceLayout(
          dataType: .uint8, sliceShape: [context.rows, context.columns],
          sliceCount: context.slices, dimensionNames: ["slice", "y", "x"],
          compressionLevel: options.level)
        arrays[name] = try ZarrArrayWriter(
          path: try group.childPath("\(scan.id).\(name)"), layout: layout, existing: .replace,
          in: files)
      }
    }

    public mutating func finish() throws {
      // The target last: by it a case is known to be whole.
      for name in arrays.keys.sorted() {
        let attributes = name == SampleSet.Layout.target ? facts.attributes : [:]
        guard let finished = try arrays[name]?.finish(attributes: attributes) else { continue }
        published.files += finished.shards.map(\.file) + [finished.metadata]
      }
    }

    public mutating func discard() {
      for array in arrays.values { try? array.discard() }
      arrays = [:]
      published = Published()
    }
  }
}
