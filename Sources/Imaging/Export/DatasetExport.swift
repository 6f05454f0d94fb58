public import DurableFiles

/// A dataset's scans with other labels, such as those that a model made, as a training set for other
/// programs.
public struct DatasetExport {
  private let dataset: DatasetDescription
  private let labelsFolder: String
  private let options: ExportOptions
  private let cases: [ExportCase]
  private let labels: ExportLabels
  private let name: String
  /// Cases without a label volume, which are left out.
  public let leftOut: [String]
  /// Label volumes that are named like no scan.
  public let strayLabels: [String]
  /// `.nii.gz` or `.nii`: what most scans have already.
  public let fileEnding: String

  /// Pairs scans with labels and checks everything; nothing is written yet.
  ///
  /// - Parameters:
  ///   - labelsFolder: label volumes named like the scans. Names of values are taken from
  ///     `labels.txt` there, as runs write it, and otherwise from the dataset.
  /// - Throws: `CohortError` with all cases that can't be exported, or if no case has a label, the
  ///   layout can't have the values, or the name or number isn't allowed. `VolumeError` if the folder
  ///   can't be read.
  public init(
    _ dataset: DatasetDescription, labels labelsFolder: String, _ options: ExportOptions
  ) throws {
    self.dataset = dataset
    self.labelsFolder = labelsFolder
    self.options = options
    name = try Self.checkedName(options, dataset: dataset)
    let there = try contents(ofFolder: labelsFolder).filter { !isHidden($0) }
    var cases: [ExportCase] = []
    var leftOut: [String] = []
    var problems: [String] = []
    for one in dataset.cases {
      guard let path = ExportCase.labelPath(of: one.id, in: labelsFolder) else {
        leftOut.append(one.id)
        continue
      }
      do {
        cases.append(try ExportCase(one, labelPath: path))
      } catch let error as VolumeError {
        problems.append(error.description)
      }
    }
    guard problems.isEmpty else { throw CohortError(.badCases(problems)) }
    guard !cases.isEmpty else {
      throw CohortError(
        file: labelsFolder,
        .noLabels(cases: dataset.cases.count, example: dataset.cases.first?.id ?? "case"))
    }
    let ids = Set(dataset.cases.map(\.id))
    strayLabels = there.filter { file in
      NIfTIFileName(path: file).map { !ids.contains($0.caseID) } ?? false
    }
    self.cases = cases
    self.leftOut = leftOut
    let declared = try LabelDescriptions.names(inFolder: labelsFolder) ?? dataset.labels
    labels = try ExportLabels(
      found: cases.reduce(into: []) { $0.formUnion($1.values) }, declared: declared,
      layout: options.layout, values: options.values, file: labelsFolder)
    let compressed = cases.count { $0.imageIsGzipped }
    fileEnding = 2 * compressed >= cases.count ? ".nii.gz" : ".nii"
  }

  /// The export's folder in `out`: `out/Dataset501_Name`.
  public func folder(in out: String) -> String {
    joined(out, options.layout.folderName(id: options.id, name: name))
  }

  /// What an export did.
  public struct Outcome: Sendable, Hashable {
    /// The dataset's folder.
    public let folder: String
    public let cases: Int
    public let links: [FileLink: Int]
    /// Images that were copied as they are.
    public let copiedImages: Int
    /// Images that were compressed, uncompressed, or joined from a pair.
    public let rewrittenImages: Int
    /// Old values to new ones, where they changed.
    public let renumbered: [Int: Int]
    /// Names by the export's own values.
    public let labels: [Int: String]
    /// The value of what is to be ignored.
    public let ignore: Int?
  }

  /// Writes the training set; `dataset.json` comes last, so that readers take no half of it for a whole.
  /// An earlier export in the same place is replaced.
  ///
  /// - Throws: `CohortError` if there is something else in the place; `FileError` if it can't be
  ///   written; `VolumeError` if a scan turns out to be damaged. The same call goes on from there.
  public func write(
    to out: String, in files: any FileSystem = LocalFileSystem(),
    onCase: (Int) -> Void = { _ in }
  ) throws -> Outcome {
    let folder = folder(in: out)
    let images = cases.map {
      "imagesTr/" + options.layout.imageName($0.id, ending: fileEnding)
    }
    let volumes = cases.map { "labelsTr/\($0.id)\(fileEnding)" }
    try ExportPlace(out: out, folder: folder, layout: options.layout, id: options.id)
      .clear(keeping: Set(images + volumes), in: files)
    let changes = labels.mapping.filter { $0.key != $0.value }
    let record = ExportRecord(
      layout: options.layout, files: images + volumes, leftOut: leftOut,
      renumbered: changes.sorted { $0.key < $1.key }.map { (old: $0.key, new: $0.value) })
    try PendingFile.write(
      Array(record.text.utf8), to: joined(folder, ExportRecord.name), in: files)
    for name in ["imagesTr", "labelsTr"] { try files.makeFolder(joined(folder, name)) }

    var links: [FileLink: Int] = [:]
    var (copied, rewritten) = (0, 0)
    for (number, one) in cases.enumerated() {
      switch try place(one, at: joined(folder, images[number]), in: files) {
      case .linked(let kind): links[kind, default: 0] += 1
      case .copied: copied += 1
      case .rewritten: rewritten += 1
      }
      try writeLabel(of: one, to: joined(folder, volumes[number]), in: files)
      onCase(number + 1)
    }
    let description = ExportDescription(
      layout: options.layout, name: name, source: dataset.name, labels: labels,
      caseIDs: cases.map(\.id), ending: fileEnding)
    try PendingFile.write(
      Array(description.text.utf8), to: joined(folder, ExportPlace.description), in: files)
    return Outcome(
      folder: folder, cases: cases.count, links: links, copiedImages: copied,
      rewrittenImages: rewritten, renumbered: changes,
      labels: Dictionary(uniqueKeysWithValues: labels.names.map { ($0.value, $0.name) }),
      ignore: labels.ignore)
  }

  private enum Placed {
    case linked(FileLink)
    case copied, rewritten
  }

  private func place(
    _ one: ExportCase, at path: String, in files: any FileSystem
  ) throws -> Placed {
    guard ExportCase.fits(one.image, isGzipped: one.imageIsGzipped, ending: fileEnding) else {
      try one.image.writeSingleFile(to: path, in: files)
      return .rewritten
    }
    // It goes on as it is, so that nothing else would notice that it is cut short.
    try SliceReader(one.image, slicing: .stored).finish()
    if options.images == .link,
      let kind = try FileLink.publish(one.image.imagePath, as: path, in: files)
    {
      return .linked(kind)
    }
    try PendingFile.copy(one.image.imagePath, to: path, in: files)
    return .copied
  }

  private func writeLabel(
    of one: ExportCase, to path: String, in files: any FileSystem
  ) throws {
    let changes = one.values.contains { labels.mapping[$0] != $0 }
    guard changes else {
      if ExportCase.fits(one.label, isGzipped: one.labelIsGzipped, ending: fileEnding) {
        try PendingFile.copy(one.label.imagePath, to: path, in: files)
      } else {
        try one.label.writeSingleFile(to: path, in: files)
      }
      return
    }
    var table = [UInt16](0...UInt16.max)
    for (old, new) in labels.mapping { table[old] = UInt16(new) }
    let reader = try SliceReader(one.label, slicing: .stored)
    let writer = try LabelVolumeWriter(
      like: one.label.asSingleFile(), path: path,
      type: LabelType(holding: labels.mapping.values.max() ?? 0), slicing: .stored, in: files)
    while let plane = try reader.nextLabels() {
      let slice = reader.nextSlice - 1
      try writer.write(
        slice: slice,
        Plane(
          rows: plane.rows, columns: plane.columns, pixels: plane.pixels.map { table[Int($0)] }))
    }
    try reader.finish()
    try writer.finish()
  }

  /// The name of the export's folder: what both formats' tools take.
  private static func checkedName(
    _ options: ExportOptions, dataset: DatasetDescription
  ) throws -> String {
    func isAllowed(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
    }
    let highest = options.layout == .nnunet ? 999 : 9999
    guard (1...highest).contains(options.id) else {
      throw CohortError(
        .badTarget(reason: "--id \(options.id) can't be; expected 1 to \(highest)"))
    }
    if let name = options.name {
      guard !name.isEmpty, name.allSatisfy(isAllowed) else {
        throw CohortError(
          .badTarget(
            reason: "--name \"\(name)\" can't be a folder of the format; expected letters, digits, "
              + "- and _"))
      }
      return name
    }
    let name = String(dataset.name.filter(isAllowed))
    return name.isEmpty ? "Scans" : name
  }
}
