public import Dataflow
public import GraphFile
import Imaging

/// Leaves out masks that the slices before and after do not bear out.
public struct SliceConsistency: Gather, CatalogStage {
  public struct Options: StageOptions {
    public var minOverlapWithNeighbours = 0.1

    public init() {}

    enum CodingKeys: String, CodingKey {
      case minOverlapWithNeighbours = "min-overlap-with-neighbours"
    }
  }

  public static let description = StageDescription(
    "slice-consistency", .gather,
    summary: "Leaves out masks that overlap too little with the slices before and after.",
    discussion: """
      A component's mask stays if its overlap with one of the two neighbouring slices is high \
      enough: the intersection over union with those regions of its label there that it touches, \
      or that of all of the label's regions that touch the same ones, whichever is higher. A \
      neighbour without the label is not asked; a label on a single slice stays. What is left out \
      stays in the provenance table with the reason. Slices are compared as they came, whatever is \
      left out of them. Needs a mask-decoder with keep: masks.
      """,
    inputs: [
      PortDescription(
        "masks",
        accepts: MaskDetail.allCases.filter(\.hasMasks).map(SliceMasks.elementType),
        isRequired: true, help: "labels of every slice, with each component's mask")
    ],
    output: SliceMasks.elementType(keeps: .labels),
    options: [
      OptionDescription(
        "min-overlap-with-neighbours", .number(0...1),
        help: "the intersection over union that a mask needs with a neighbouring slice")
    ],
    example: """
      consistent:
        stage: slice-consistency
        from: decoder
        options: {min-overlap-with-neighbours: 0.1}
      """)

  public static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<LabelingEnvironment>
  ) throws -> AnyLink? {
    let type = call.inputs["masks"]?.type ?? SliceMasks.elementType(keeps: .masks)
    guard type.dtype.flatMap(MaskDetail.init)?.hasMasks == true else {
      throw StageError.option(
        stage: description.kind,
        "it compares components' masks, but \(type) doesn't hold them; take them from a "
          + "mask-decoder with keep: masks")
    }
    let masks = try call.link("masks", as: SliceMasks.self)
    return AnyLink(
      graph.gather(call.name, SliceConsistency(options: options), from: masks, call.settings),
      as: type)
  }

  let options: Options

  public var fingerprint: Fingerprint? {
    Fingerprint(Self.description.kind, options: options, reads: .only([]))
  }

  /// The slice that waits for the next one, and the one before it.
  public var heldItems: Int { 2 }

  public func cost(of input: Extents) -> Cost {
    // Labels, probabilities and masks that are sent on; regions of two slices while they are
    // compared, and the labels anew.
    let masks = input.promptsInSet * (256 + input.pixels)
    return Cost(item: input.promptSets * (input.pixels * 3 + masks) + input.pixels * (3 * 8 + 4))
  }

  public func begin(_ group: Group) -> Gathering {
    Gathering(minOverlap: options.minOverlapWithNeighbours)
  }

  /// The latest slices of a case.
  public struct Gathering: GroupGathering {
    let minOverlap: Double
    /// The last slice but one and the last, as they came; of these the last is still to be sent.
    private var latest: [SliceMasks] = []

    init(minOverlap: Double) {
      self.minOverlap = minOverlap
    }

    public var held: Int { latest.count }

    public mutating func add(_ masks: SliceMasks, at index: Int) throws -> [SliceMasks] {
      defer { latest = latest.suffix(1) + [masks] }
      guard let waiting = latest.last else { return [] }
      return [checked(waiting, next: masks)]
    }

    public mutating func finish() -> [SliceMasks] {
      defer { latest = [] }
      return latest.last.map { [checked($0, next: nil)] } ?? []
    }

    public mutating func discard() {
      latest = []
    }

    private func checked(_ masks: SliceMasks, next: SliceMasks?) -> SliceMasks {
      let before = latest.count > 1 ? latest[0] : nil
      let neighbours = [before, next].compactMap(\.self).filter {
        abs($0.context.index - masks.context.index) == 1
      }
      var checked = masks
      checked.sets = masks.sets.enumerated().map { place, set in
        NeighbourCheck(
          set: set, neighbours: neighbours.map { $0.sets[place].labels }, minOverlap: minOverlap
        ).checked
      }
      return checked
    }
  }
}
