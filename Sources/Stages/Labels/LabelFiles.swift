import DurableFiles
import Imaging

/// What is written of one case for one set of prompts: labels, probabilities if asked for, tables.
struct LabelFiles {
  let name: String
  private(set) var records: CaseRecords
  private let scan: Case
  private let options: LabelWriter.Options
  private let environment: LabelingEnvironment
  private let labels: LabelVolumeWriter
  private let soft: LabelVolumeWriter?

  init(
    _ name: String, of scan: Case, options: LabelWriter.Options, environment: LabelingEnvironment
  ) throws {
    self.name = name
    self.scan = scan
    self.options = options
    self.environment = environment
    records = CaseRecords(scan: scan)
    let folder = environment.folder
    labels = try LabelVolumeWriter(
      like: scan.scan, path: "\(folder.labels(name))/\(scan.fileName)",
      type: options.labels == .merged ? .uint8 : scan.labelType, slicing: scan.orientation,
      in: environment.files)
    soft =
      options.soft
      ? try LabelVolumeWriter(
        like: scan.scan, path: "\(folder.softLabels(name))/\(scan.fileName)", type: .uint8,
        slicing: scan.orientation, in: environment.files) : nil
  }

  mutating func write(_ set: SliceMasks.Set, of context: SliceContext) throws {
    records.add(set.components, slice: context.index)
    let onScan = try context.placement.onScan(set.labels)
    let probabilities =
      options.needsProbabilities
      ? try context.placement.onScan(try probabilities(of: set, context)) : nil
    let written = try withoutUncertain(onScan, probabilities)
    for target in context.placement.targets {
      try labels.write(slice: target.index, written)
      if let probabilities { try soft?.write(slice: target.index, probabilities) }
      // How good the labels are does not depend on how many of them are left out of training.
      try records.score(onScan, target, labels: options.labels)
    }
  }

  /// Gives all files their names.
  func finish() throws -> [PublishedFile] {
    try labels.finish() + (soft?.finish() ?? [])
      + CaseTables.write(
        records, set: name, grouping: options.labels, to: environment.folder.labels(name),
        in: environment.files)
  }

  func discard() {
    labels.discard()
    soft?.discard()
    // Of a case that was to be the first; others keep theirs.
    let folder = environment.folder
    for path in [folder.softLabels(name), folder.labels(name), folder.allLabels] {
      try? environment.files.removeFolder(path)
    }
  }

  private func probabilities(
    of set: SliceMasks.Set, _ context: SliceContext
  ) throws -> Plane<UInt8> {
    guard let probabilities = set.probabilities else {
      throw StageError.unusableSlice(
        scan.id, slice: context.index,
        "its masks come without probabilities, which soft and uncertain need; set keep to soft in "
          + "the mask-decoder")
    }
    return probabilities
  }

  private func withoutUncertain(
    _ labels: Plane<UInt16>, _ probabilities: Plane<UInt8>?
  ) throws -> Plane<UInt16> {
    guard let range = options.uncertain, let probabilities else { return labels }
    guard labels.pixels.max() ?? 0 < LabelWriter.ignored else {
      throw StageError.unusableCase(
        scan.id,
        "it has labels of \(LabelWriter.ignored) or more, the value that uncertain voxels get; "
          + "merge the labels, or leave uncertain out")
    }
    let (low, high) = (range[0] * 255, range[1] * 255)
    var result = labels
    for (index, probability) in probabilities.pixels.enumerated()
    where low <= Double(probability) && Double(probability) <= high {
      result.pixels[index] = LabelWriter.ignored
    }
    return result
  }
}
