import Foundation

/// `name` in `folder`, or `name` itself if it is absolute; a leading `./` is dropped.
func joined(_ folder: String, _ name: String) -> String {
  if name.hasPrefix("/") { return name }
  let relative = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
  if folder.isEmpty || folder == "." { return relative }
  return folder.hasSuffix("/") ? folder + relative : folder + "/" + relative
}

/// What follows the last slash; trailing slashes don't count.
func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// The folder that a path lies in; "." for a bare name.
func parent(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Whether a file is one that listings leave out: hidden, or macOS's `._` copies.
func isHidden(_ path: String) -> Bool {
  let name = lastComponent(path)
  return name.hasPrefix(".") || name.hasPrefix("_")
}

/// The names in a folder, sorted.
func contents(ofFolder path: String) throws -> [String] {
  guard let folder = opendir(path) else {
    throw VolumeError.lastCall(on: path)
  }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// A whole small text file.
func contents(ofFile path: String) throws -> [UInt8] {
  /// A dataset of a million cases is described in less.
  let largest = 1 << 28
  let source = try ByteSource(path: path)
  guard source.largestContent <= largest else {
    throw VolumeError(
      file: path, .notADataset(reason: "has \(source.fileSize) bytes; expected a text file"))
  }
  return try source.readPrefix(source.largestContent)
}
