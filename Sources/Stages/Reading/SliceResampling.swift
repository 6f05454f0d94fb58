public import Dataflow
import Imaging

/// The slices of one case while they are resampled.
public struct SliceResampling: GroupGathering {
  private let rows: ResamplingGrid
  private let columns: ResamplingGrid
  private let slices: ResamplingGrid
  private let id: String
  /// The latest slices of the scan, oldest first, their planes resampled already.
  private var waiting: [CaseSlice] = []
  private var nextTarget = 0

  /// - Throws: `StageError` if the scan's slices are closer than memory is reserved for,
  ///   `PictureError` for spacings that can't be resampled.
  init(_ grid: SliceGrid, _ options: Resample.Options, id: String) throws {
    if options.throughPlane != nil, grid.sliceSpacing < Resample.finestSpacing {
      throw StageError.unusableCase(
        id,
        "its slices are \(grid.sliceSpacing) mm apart; resampling reserves memory down to "
          + "\(Resample.finestSpacing) mm only, so leave through-plane out for this scan")
    }
    rows = try ResamplingGrid(
      sourceCount: grid.rows, sourceSpacing: grid.rowSpacing,
      targetSpacing: options.inPlane ?? grid.rowSpacing)
    columns = try ResamplingGrid(
      sourceCount: grid.columns, sourceSpacing: grid.columnSpacing,
      targetSpacing: options.inPlane ?? grid.columnSpacing)
    slices = try ResamplingGrid(
      sourceCount: grid.slices, sourceSpacing: grid.sliceSpacing,
      targetSpacing: options.throughPlane ?? grid.sliceSpacing)
    self.id = id
  }

  public mutating func add(_ slice: CaseSlice, at index: Int) throws -> [CaseSlice] {
    guard slice.context.placement.resampling == nil else {
      throw StageError.unusableCase(
        id, "its slices were resampled before; give both spacings to one resample stage")
    }
    waiting.append(
      CaseSlice(
        context: slice.context, hu: try slice.hu.resampled(rows: rows, columns: columns)))
    return try ready(last: slice.context.index, isEnd: false)
  }

  /// The rest, of as many slices as came: a limit may have ended the scan early.
  public mutating func finish() throws -> [CaseSlice] {
    guard let last = waiting.last?.context.index else { return [] }
    return try ready(last: last, isEnd: true)
  }

  public mutating func discard() {
    waiting = []
  }

  public var held: Int { waiting.count }

  /// Whether a target slice needs nothing beyond the scan's slice `last`, neither for its own
  /// pixels nor to know all slices that take their labels from it.
  private func isComplete(_ target: Int, last: Int) -> Bool {
    let taps = slices.linearTaps(forTarget: target)
    let isFollowed =
      last + 1 >= slices.sourceCount || slices.nearestTarget(toSource: last + 1) > target
    return max(taps.first, taps.second) <= last && isFollowed
  }

  /// Makes the next target slices: those that are complete or, at the end, those that slices wait
  /// for. Lets go of what no later one needs.
  private mutating func ready(last: Int, isEnd: Bool) throws -> [CaseSlice] {
    var outputs: [CaseSlice] = []
    while nextTarget < slices.targetCount,
      isEnd
        ? slices.nearestTarget(toSource: last) >= nextTarget : isComplete(nextTarget, last: last)
    {
      outputs.append(try target(nextTarget, last: last))
      nextTarget += 1
      let isOver = nextTarget == slices.targetCount
      let taps = slices.linearTaps(forTarget: min(nextTarget, slices.targetCount - 1))
      waiting.removeAll { slice in
        let index = slice.context.index
        return isOver
          || index < taps.first && slices.nearestTarget(toSource: index) < nextTarget
      }
    }
    return outputs
  }

  private func target(_ index: Int, last: Int) throws -> CaseSlice {
    func slice(_ source: Int) throws -> CaseSlice {
      guard let slice = waiting.first(where: { $0.context.index == min(source, last) }) else {
        throw StageError.unusableSlice(id, slice: source, "it is missing for resampling")
      }
      return slice
    }
    let taps = slices.linearTaps(forTarget: index)
    let first = try slice(taps.first)
    let second = try slice(taps.second)
    let nearest = try slice(slices.nearestSource(toTarget: index))
    let hu =
      taps.secondWeight > 0
      ? try first.hu.blended(with: second.hu, weight: taps.secondWeight)
      : first.hu
    let reference = try nearest.context.reference.map {
      try $0.resampledNearest(rows: rows, columns: columns)
    }
    let targets = waiting.filter { slices.nearestTarget(toSource: $0.context.index) == index }
      .flatMap(\.context.placement.targets)
    return CaseSlice(
      context: SliceContext(
        scan: first.context.scan, index: index, slices: slices.targetCount, rows: hu.rows,
        columns: hu.columns, reference: reference,
        placement: SliceContext.Placement(
          targets: targets, resampling: (rows: rows.inverse, columns: columns.inverse))),
      hu: hu)
  }
}
