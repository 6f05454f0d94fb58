import Foundation

extension GraphSpec {
  /// Reads a graph file's text, replaces its variables and gathers what is wrong.
  ///
  /// - Parameters:
  ///   - file: the name for messages.
  ///   - variables: values from the command line, by name.
  /// - Returns: as much of the graph as could be understood; `problems` says the rest.
  public static func parse(
    text: String, file: String, variables: [String: String] = [:]
  ) -> GraphSpec {
    let (root, problems) = YAMLReader.read(text, file: file)
    var parser = GraphParser(file: file)
    return parser.parse(root, readingProblems: problems, assignments: variables)
  }

  /// Reads the graph file at `path`. A file that can't be read is one of the `problems`.
  ///
  /// - Parameter variables: values from the command line, by name.
  public static func read(_ path: String, variables: [String: String] = [:]) -> GraphSpec {
    func unreadable(_ message: String, suggestion: String? = nil) -> GraphSpec {
      GraphSpec(
        name: "", summary: nil, variables: [], stages: [], file: path, isExpanded: true,
        problems: [Problem(.error, message, file: path, suggestion: suggestion)])
    }
    switch FileKind(at: path) {
    case .file: break
    case .folder: return unreadable("is a folder", suggestion: "name a .yaml file in it")
    case nil: return unreadable("no such file", suggestion: FileKind.neighbour(of: path))
    }
    // Bounded, as the path may be that of a device that never ends.
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: YAMLReader.Limit.bytes + 1) ?? Data()
    else { return unreadable("the file can't be read", suggestion: "check its permissions") }
    guard data.count <= YAMLReader.Limit.bytes else {
      return unreadable("has more than \(YAMLReader.Limit.bytes) bytes, the most a graph may have")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      return unreadable("is not UTF-8 text")
    }
    return parse(text: text, file: path, variables: variables)
  }
}
