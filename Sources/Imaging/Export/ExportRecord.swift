internal import DurableFiles

/// `export.json` in an export's folder: tells that the folder is one, and which files are its own.
///
/// It is there before any other file, and `dataset.json` after all others.
struct ExportRecord {
  static let name = "export.json"
  private static let maker = "sluice export"

  let layout: ExportLayout
  /// Relative to the folder.
  let files: [String]
  let leftOut: [String]
  /// Old values to new ones; empty if they stayed.
  let renumbered: [(old: Int, new: Int)]

  var text: String {
    OrderedJSON.object([
      ("made_by", .string(Self.maker)),
      ("format", .string(layout.rawValue)),
      ("renumbered", .object(renumbered.map { (String($0.old), .integer($0.new)) })),
      ("left_out", .list(leftOut.map { .string($0) })),
      ("files", .list(files.map { .string($0) })),
    ]).text + "\n"
  }

  /// The files of the earlier export in a folder; nil if none is there.
  ///
  /// - Throws: `VolumeError` if the record is damaged, `CohortError` if it isn't an export's.
  static func files(in folder: String) throws -> [String]? {
    let path = joined(folder, name)
    guard fileExists(path) else { return nil }
    let document = try JSONDocument(file: path, bytes: try contents(ofFile: path))
    let madeBy = document.member("made_by", of: document.root)
    guard case .string(maker)? = madeBy?.kind else {
      throw CohortError(
        file: path, .occupied(reason: "isn't an export's record; give another --out or --name"))
    }
    let list = try document.required("files", of: document.root, "the files of the export")
    let files = try document.array(list, "\"files\"").map {
      try document.string($0, "a file in \"files\"")
    }
    // What is listed is removed, so nothing outside may be.
    return files.filter { file in
      let parts = file.split(separator: "/", omittingEmptySubsequences: false)
      return parts.count == 2 && ["imagesTr", "labelsTr"].contains(parts[0])
        && !parts[1].isEmpty && parts[1] != ".."
    }
  }
}
