import Dataflow
import DurableFiles
import Imaging

/// What the slices of a case follow from: the content of its files, and what the dataset says of
/// labels.
struct CaseInputs {
  let plan: ReadingPlan
  let journal: Journal

  /// Under which name the journal keeps how many slices an image has; it hangs on how they are cut.
  static func sliceCount(_ options: VolumeReader.Options) -> String {
    "slices-\(options.orientation.rawValue)"
  }

  /// - Throws: `FileError` if a file can't be read.
  func read(_ one: DatasetCase) throws -> GroupInputs {
    let count = plan.slices[one.id]
    return try inputs(one) { path in
      try journal.digest(ofFile: path) {
        guard path == one.imagePath, let count else { return [:] }
        return [plan.sliceCountName: count]
      }.digest
    }
  }

  /// The same from memory alone; `nil` if a file is new or has changed.
  func remembered(_ one: DatasetCase) -> GroupInputs? {
    try? inputs(one) { path in
      guard let memory = journal.memory(ofFile: path) else { throw NotRemembered() }
      return memory.digest
    }
  }

  private struct NotRemembered: Error {}

  /// Sees to it that slices are of the files that the case's key was made of. Costs next to nothing as
  /// long as nobody touched them.
  ///
  /// - Throws: `StageError` if a file has another content now, `FileError` if it can't be read.
  func checkUnchanged(_ one: DatasetCase, since inputs: GroupInputs?) throws {
    guard let inputs, try read(one).content != inputs.content else { return }
    throw StageError.unusableCase(
      one.id,
      "one of its files changed while it was read; run the same command again once nobody writes to "
        + "them")
  }

  private func inputs(
    _ one: DatasetCase, _ digest: (String) throws -> String
  ) throws -> GroupInputs {
    func content(_ path: String) throws -> String {
      try NIfTIVolume.files(of: path).map(digest).joined(separator: " ")
    }
    return GroupInputs(content: [
      "image": try content(one.imagePath),
      "reference": try one.labelPath.map(content) ?? "none",
      "label names": plan.labelNames,
    ])
  }
}

extension GroupInputs {
  /// The same, of which only so many slices with a prompt are sent; of all if there is no limit.
  func limited(to limit: Int?) -> GroupInputs {
    var inputs = self
    if let limit { inputs.selection["limit"] = "\(limit) slices" }
    return inputs
  }
}
