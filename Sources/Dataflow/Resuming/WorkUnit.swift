public import DurableFiles

/// The unit of work that a sink has with one group, for sinks that finish it in parts.
///
/// A part with a receipt need not be made again if the run is interrupted before the group is whole.
public struct WorkUnit: Sendable {
  let node: Int
  let work: GroupWork?
  /// Where files that are no longer of use are removed.
  let system: any FileSystem

  /// A unit of a run without a journal, of which no part is ever finished before.
  public static let whole = WorkUnit(node: 0, work: nil, system: LocalFileSystem())

  /// Whether an earlier run finished this part from the same inputs, and its files are still as it
  /// left them.
  public func isFinished(part: Int) -> Bool {
    work?.isFinished(node, part: part) ?? false
  }

  /// Says that a part is finished, once its files are published.
  ///
  /// - Throws: `FileError` if the journal can't be written to.
  public func finish(part: Int, _ files: [PublishedFile]) throws {
    try work?.finish(node, part: part, files, in: system)
  }
}
