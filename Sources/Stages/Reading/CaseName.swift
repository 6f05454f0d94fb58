import ZarrStore

/// What a case may be called: its files, folders and arrays in a run have its name.
enum CaseName {
  /// File systems take names of up to 255 bytes; the longest of a case's is `<case>.provenance.csv`.
  private static let longest = 255 - ".provenance.csv".utf8.count

  /// - Parameter path: of the scan that has the name.
  /// - Throws: `StageError` if no run can have files of that name.
  static func check(_ id: String, of path: String) throws {
    if let problem = problem(id) {
      throw StageError.unusableCase(id, "no result can have this name: \(problem); rename \(path)")
    }
  }

  private static func problem(_ id: String) -> String? {
    if id.utf8.count > longest {
      return "it has \(id.utf8.count) bytes, and can have \(longest)"
    }
    do {
      try NodeName.checked(id)
      return nil
    } catch ZarrError.nodeName(_, let reason) {
      return reason
    } catch {
      return "\(error)"
    }
  }
}
