public import Dataflow
import Imaging

/// The slices of one case while they are resampled.
public struct SliceResampling: GroupGathering {
  private let rows: ResamplingGrid
  private let columns: ResamplingGrid
  private let slices: ResamplingGrid
  private let mostHeld: Int
  private let id: String
  /// The latest slices of the scan, oldest first, their planes resampled already.
  private var waiting: [CaseSlice] = []
  private var nextTarget = 0

  init(_ grid: SliceGrid, _ options: Resample.Options, heldItems: Int, id: String) throws {
    rows = try ResamplingGrid(
      sourceCount: grid.rows, sourceSpacing: grid.rowSpacing,
      targetSpacing: options.inPlane ?? grid.rowSpacing)
    columns = try ResamplingGrid(
      sourceCount: grid.columns, sourceSpacing: grid.columnSpacing,
      targetSpacing: options.inPlane ?? grid.columnSpacing)
    slices = try ResamplingGrid(
      sourceCount: grid.slices, sourceSpacing: grid.sliceSpacing,
      targetSpacing: options.throughPlane ?? grid.sliceSpacing)
    mostHeld = heldItems
    self.id = id
  }

  public mutating func add(_ slice: CaseSlice, at index: Int) throws -> [CaseSlice] {
    waiting.append(
      CaseSlice(
        context: slice.context, hu: try slice.hu.resampled(rows: rows, columns: columns)))
    guard waiting.count <= mostHeld else {
      throw StageError.unusableCase(
        id,
        "its slices are closer than \(Resample.finestSpacing) mm; resampling reserves memory down "
          + "to that distance only, so leave through-plane out for this scan")
    }
    return try ready(upTo: slice.context.index, isLast: false)
  }

  public mutating func finish() throws -> [CaseSlice] {
    guard let last = waiting.last?.context.index else { return [] }
    return try ready(upTo: last, isLast: true)
  }

  public mutating func discard() {
    waiting = []
  }

  public var held: Int { waiting.count }

  /// The target slices that need nothing beyond the scan's slice `last`.
  private mutating func ready(upTo last: Int, isLast: Bool) throws -> [CaseSlice] {
    var outputs: [CaseSlice] = []
    while nextTarget < slices.targetCount {
      let taps = slices.linearTaps(forTarget: nextTarget)
      let isComplete =
        max(taps.first, taps.second) <= last && slices.nearestTarget(toSource: last) > nextTarget
      guard isComplete || isLast && taps.first <= last else { break }
      outputs.append(try target(nextTarget, taps, last: last))
      nextTarget += 1
      let next = min(nextTarget, slices.targetCount - 1)
      let needed = min(slices.linearTaps(forTarget: next).first, firstSource(of: next) ?? .max)
      waiting.removeAll { $0.context.index < needed }
    }
    return outputs
  }

  /// The scan's first slice that takes its labels from a target slice.
  private func firstSource(of target: Int) -> Int? {
    waiting.map(\.context.index).first { slices.nearestTarget(toSource: $0) == target }
  }

  private func target(_ index: Int, _ taps: LinearTaps, last: Int) throws -> CaseSlice {
    func slice(_ source: Int) throws -> CaseSlice {
      guard let slice = waiting.first(where: { $0.context.index == min(source, last) }) else {
        throw StageError.unusableSlice(id, slice: source, "it is missing for resampling")
      }
      return slice
    }
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
        scan: first.context.scan, index: index, rows: hu.rows, columns: hu.columns,
        reference: reference,
        placement: SliceContext.Placement(
          targets: targets, resampling: (rows: rows.inverse, columns: columns.inverse))),
      hu: hu)
  }
}
