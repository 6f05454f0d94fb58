import Foundation

/// What lies in a folder.
struct Folder {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// All files in it and below by their relative paths, sorted; none if it is not there.
  var files: [String] {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: "\(path)/\(name)", isDirectory: &isFolder)
      return exists && !isFolder.boolValue
    }.sorted()
  }

  /// Files that a writer has not finished.
  var partialFiles: [String] {
    files.filter { $0.hasSuffix(".partial") || $0.contains("/.") || $0.hasPrefix(".") }
  }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// The files in which this folder and another differ, or that one of them has alone.
  func differences(from other: Folder) throws -> [String] {
    guard !files.isEmpty else { return ["nothing in \(path)"] }
    let (mine, theirs) = (Set(files), Set(other.files))
    let changed = try mine.intersection(theirs).filter { try bytes($0) != other.bytes($0) }
    return mine.symmetricDifference(theirs).union(changed).sorted()
  }
}

/// What a run leaves.
struct RunFolderOnDisk {
  let folder: Folder

  init(_ path: String) {
    folder = Folder(path)
  }

  func labels(_ prompts: String) -> Folder { Folder("\(folder.path)/labels/\(prompts)") }
  var shards: Folder { Folder("\(folder.path)/shards") }
  func overlays(_ prompts: String) -> Folder { Folder("\(folder.path)/overlays/\(prompts)") }

  /// The label volumes of a set of prompts, without the tables beside them.
  func volumes(_ prompts: String) -> [String] {
    labels(prompts).files.filter { $0.contains(".nii") }
  }

  /// The rows of a table by the names of its columns; fields without commas.
  func rows(_ table: String, _ prompts: String) throws -> [[String: String]] {
    let lines = try labels(prompts).text(table).split(separator: "\n")
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(uniqueKeysWithValues: zip(header, fields))
    }
  }

  /// Mean Dice of whole volumes for a label.
  func volumeDice(_ label: String, _ prompts: String) throws -> Double {
    let values = try rows("scores.csv", prompts)
      .filter { $0["level"] == "volume" && $0["name"] == label }
      .compactMap { Double($0["dice"] ?? "") }
    return values.reduce(0, +) / Double(max(values.count, 1))
  }

  /// What was set aside: the cases, and the file as it is.
  func quarantined() throws -> (cases: [String], text: String) {
    guard folder.files.contains("quarantine.jsonl") else { return ([], "") }
    let text = try folder.text("quarantine.jsonl")
    let cases = try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["case"] as? String ?? "no case"
    }
    return (cases, text)
  }
}
