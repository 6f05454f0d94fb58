internal import DurableFiles

/// The folder that an export goes to.
struct ExportPlace {
  static let description = "dataset.json"

  let out: String
  let folder: String
  let layout: ExportLayout
  let id: Int

  /// Makes sure that the export may be written there: the folder is new, empty or an earlier export,
  /// of which `dataset.json` and the files that are no longer wanted are removed.
  ///
  /// - Throws: `CohortError` if something else is there, or nnU-Net would find two datasets of one
  ///   number; `FileError` if something can't be removed.
  func clear(keeping wanted: Set<String>, in files: any FileSystem) throws {
    try checkNumber()
    guard fileExists(folder) else { return }
    guard FilePath.isFolder(folder) else {
      throw CohortError(
        file: folder, .occupied(reason: "is a file; give another --out or --name"))
    }
    guard let earlier = try ExportRecord.files(in: folder) else {
      let unfinished = ".\(ExportRecord.name).partial"
      guard try contents(ofFolder: folder).allSatisfy({ $0 == unfinished }) else {
        throw CohortError(
          file: folder,
          .occupied(
            reason:
              "holds something that sluice export did not make; give another --out, --name or "
              + "--id, or remove the folder"))
      }
      return
    }
    // From here on the old export is no whole one.
    try files.remove(joined(folder, Self.description))
    try files.syncFolder(folder)
    for file in earlier where !wanted.contains(file) { try files.remove(joined(folder, file)) }
  }

  /// nnU-Net finds a dataset by its number alone.
  private func checkNumber() throws {
    guard layout == .nnunet, FilePath.isFolder(out) else { return }
    let name = lastComponent(folder)
    let prefix = name.prefix { $0 != "_" } + "_"
    let other = try contents(ofFolder: out).first { $0.hasPrefix(prefix) && $0 != name }
    if let other {
      throw CohortError(
        file: out,
        .occupied(
          reason: "has \(other) already, and nnU-Net finds datasets by their number; give another "
            + "--id, or --name \(other.dropFirst(prefix.count))"))
    }
  }
}
