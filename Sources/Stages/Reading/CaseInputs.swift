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

  /// - Parameter limit: how many slices with a prompt may be sent, if that may cut the case short.
  /// - Throws: `FileError` if a file can't be read.
  func read(_ one: DatasetCase, limit: Int?) throws -> GroupInputs {
    let count = plan.slices[one.id]
    return try inputs(one, limit: limit) { path in
      try journal.digest(ofFile: path) {
        guard path == one.imagePath, let count else { return [:] }
        return [plan.sliceCountName: count]
      }.digest
    }
  }

  /// The same from memory alone; `nil` if a file is new or has changed.
  func remembered(_ one: DatasetCase) -> GroupInputs? {
    try? inputs(one, limit: nil) { path in
      guard let memory = journal.memory(ofFile: path) else { throw NotRemembered() }
      return memory.digest
    }
  }

  private struct NotRemembered: Error {}

  private func inputs(
    _ one: DatasetCase, limit: Int?, _ digest: (String) throws -> String
  ) throws -> GroupInputs {
    func content(_ path: String) throws -> String {
      try NIfTIVolume.files(of: path).map(digest).joined(separator: " ")
    }
    var inputs = GroupInputs(content: [
      "image": try content(one.imagePath),
      "reference": try one.labelPath.map(content) ?? "none",
      "label names": plan.labelNames,
    ])
    if let limit { inputs.selection["limit"] = "\(limit) slices" }
    return inputs
  }
}
