import Foundation

/// Reads study/study.json and the tables that it names, and looks at its figures.
struct StudyReader {
  private struct Manifest: Decodable {
    struct Table: Decodable {
      let title: String?
      let file: String
      let note: String?
    }

    struct Figure: Decodable {
      let title: String?
      let file: String
      let narrow: String?
      let caption: String?
    }

    let title: String?
    let notes: [String]?
    let tables: [Table]?
    let figures: [Figure]?
  }

  private let folder: String
  private var problems: [String] = []

  private init(folder: String) {
    self.folder = folder
  }

  /// The study in the folder `folder`, if there is one, and what is wrong with its files.
  static func read(_ folder: String) -> (study: Study?, problems: [String]) {
    let manifest = RecordReader.read(
      Manifest.self, "\(folder)/study.json", name: "study/study.json")
    guard let value = manifest.value else {
      return (nil, [manifest.problem].compactMap(\.self))
    }
    var reader = StudyReader(folder: folder)
    var study = Study()
    study.title = value.title ?? ""
    study.notes = value.notes ?? []
    let (tables, figures) = (value.tables ?? [], value.figures ?? [])
    for (count, most, noun) in [
      (tables.count, Study.mostTables, "table"), (figures.count, Study.mostFigures, "figure"),
    ] where count > most {
      reader.problems.append(
        "study/study.json names \(counted(count, noun)); the first \(most) are shown.")
    }
    study.tables = tables.prefix(Study.mostTables).compactMap { reader.table($0) }
    study.figures = figures.prefix(Study.mostFigures).compactMap { reader.figure($0) }
    return (study, reader.problems)
  }

  /// The path of a file of the folder, or `nil` with a problem if the name could mean another place.
  private mutating func path(_ name: String) -> String? {
    let isPlain =
      !name.isEmpty && !name.hasPrefix(".")
      && !name.unicodeScalars.contains { $0 == "/" || $0 == "\\" || $0.value < 32 }
    guard isPlain else {
      problems.append(
        "study/study.json names the file “\(name)”, but files must lie in study/ itself and have "
          + "names without slashes or a dot in front; it is left out.")
      return nil
    }
    let path = "\(folder)/\(name)"
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
    else {
      problems.append("study/\(name) is not there, though study/study.json names it.")
      return nil
    }
    return path
  }

  private mutating func table(_ entry: Manifest.Table) -> Study.Table? {
    guard let path = path(entry.file) else { return nil }
    let (rows, count, problem) = CSVHead.read(
      path, name: "study/\(entry.file)", most: Study.mostRows + 1)
    if let problem { problems.append(problem) }
    guard let heads = rows.first else {
      if problem == nil {
        problems.append("study/\(entry.file) is empty; expected a table with a row of headings.")
      }
      return nil
    }
    return Study.Table(
      title: entry.title ?? entry.file, note: entry.note ?? "", columns: heads,
      rows: Array(rows.dropFirst()), rowCount: count - 1)
  }

  private mutating func figure(_ entry: Manifest.Figure) -> Study.Figure? {
    guard let (picture, label) = picture(entry.file) else { return nil }
    return Study.Figure(
      title: entry.title ?? entry.file, caption: entry.caption ?? "", description: label,
      picture: picture, narrow: entry.narrow.flatMap { self.picture($0)?.picture })
  }

  private mutating func picture(_ name: String) -> (picture: Study.Picture, label: String)? {
    guard let path = path(name) else { return nil }
    do {
      let head = try SVGHead(path, mostBytes: Study.mostFigureBytes)
      return (Study.Picture(file: path, width: head.width, height: head.height), head.label)
    } catch let damage as SVGHead.Damage {
      problems.append("study/\(name) \(damage.reason); it is left out.")
    } catch {
      problems.append("\(error).")
    }
    return nil
  }
}
