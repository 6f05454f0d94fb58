import Stages

/// A table of a study, in the forms that papers and programs take.
public struct StudyTable: Sendable, Equatable {
  /// What its files are called, without extension.
  public let name: String
  public let title: String
  public let columns: [String]
  public let rows: [[String]]
  /// What a reader must know of the numbers.
  public let note: String

  public init(name: String, title: String, columns: [String], rows: [[String]], note: String) {
    self.name = name
    self.title = title
    self.columns = columns
    self.rows = rows
    self.note = note
  }

  /// As Markdown, with title and note.
  public var markdown: String {
    func line(_ fields: [String]) -> String {
      "| " + fields.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    return "**\(title)**\n\n" + line(columns) + line(columns.map { _ in "---" })
      + rows.map(line).joined() + "\n\(note)\n"
  }

  /// As RFC 4180 says, in UTF-8, for programs: an interval is two columns, a number with a word in
  /// brackets too, and what there is nothing to say of is empty.
  public var csv: String {
    let parts = columns.indices.map { column in
      ProgramColumn(columns[column], rows.map { column < $0.count ? $0[column] : "" })
    }
    return CSV.line(parts.flatMap(\.names))
      + rows.indices.map { row in CSV.line(parts.flatMap { $0.cells[row] }) }.joined()
  }

  /// As a LaTeX table that needs the package booktabs.
  public var latex: String {
    func line(_ fields: [String]) -> String {
      fields.map(Self.escaped).joined(separator: " & ") + " \\\\\n"
    }
    return """
      \\begin{table}
      \\caption{\(Self.escaped(caption))}
      \\label{tab:\(name)}
      \\begin{tabular}{\(String(repeating: "l", count: columns.count))}
      \\toprule
      \(line(columns))\\midrule
      \(rows.map(line).joined())\\bottomrule
      \\end{tabular}
      \\end{table}

      """
  }

  /// Title and note without the number, which LaTeX gives itself.
  private var caption: String {
    let words = title.split(separator: " ")
    let isNumbered = words.count > 2 && words[0] == "Table" && words[1].hasSuffix(".")
    let name = isNumbered ? words.dropFirst(2).joined(separator: " ") : title
    return name + (name.hasSuffix(".") ? "" : ".") + (note.isEmpty ? "" : " " + note)
  }

  /// What means something to LaTeX, and what its usual fonts lack.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\textbackslash{}"
      case "&", "%", "$", "#", "_", "{", "}": result += "\\\(character)"
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "<": result += "$<$"
      case ">": result += "$>$"
      case "×": result += "$\\times$"
      case "−": result += "$-$"
      case "–": result += "--"
      case "…": result += "\\dots{}"
      case "’": result += "'"
      default: result.append(character)
      }
    }
    return result
  }
}
