import Foundation

/// The folder of one run, and what lies where in it.
///
/// ```
/// run.json                        what was asked; that of an earlier graph is kept as run.1.json …
/// journal                         receipts of what is finished
/// shards/<stage>.zarr/<case>      intermediate tensors
/// labels/<prompt>/<image file>    labels, with provenance.csv and scores.csv beside them
/// overlays/<prompt>/              pictures
/// quarantine.jsonl                what failed, where and why
/// metrics.json                    where time and memory went
/// ```
public struct RunFolder: Sendable, Hashable {
  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  public var description: String { "\(path)/run.json" }
  public var metrics: String { "\(path)/metrics.json" }
  public var quarantine: String { "\(path)/quarantine.jsonl" }

  /// The Zarr group of one shard-writing stage.
  public func shards(_ stage: String) -> String { "\(path)/shards/\(stage).zarr" }
  /// The labels made from one set of prompts.
  public func labels(_ prompts: String) -> String { "\(path)/labels/\(prompts)" }
  /// The pictures of one set of prompts.
  public func overlays(_ prompts: String) -> String { "\(path)/overlays/\(prompts)" }

  /// Makes the folder, which must not exist yet or be empty.
  ///
  /// - Throws: `RunFolderError` if something is there or the folder can't be made or written to.
  public func create() throws {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw RunFolderError.isFile(path) }
      let found: [String]
      do {
        found = try files.contentsOfDirectory(atPath: path)
      } catch {
        throw RunFolderError.unreadable(path, reason: error.localizedDescription)
      }
      guard found.isEmpty else {
        throw found.contains("run.json")
          ? RunFolderError.holdsRun(path)
          : RunFolderError.holdsSomethingElse(path, found: found.sorted()[0])
      }
    }
    try Self.makeFolder(path)
    guard files.isWritableFile(atPath: path) else { throw RunFolderError.unwritable(path) }
  }

  /// Makes a folder within the run, with those above it.
  static func makeFolder(_ path: String) throws {
    // Not Foundation's call, whose errors hide the reason.
    var result = mkdir(path, 0o777)
    if result != 0, errno == ENOENT {
      try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
      result = mkdir(path, 0o777)
    }
    guard result == 0 || errno == EEXIST else {
      throw RunFolderError.cannotCreate(path, reason: String(cString: strerror(errno)))
    }
  }
}

/// Why a folder can't take a run.
public enum RunFolderError: Error, Sendable, Equatable, CustomStringConvertible {
  case isFile(String)
  case holdsRun(String)
  case holdsSomethingElse(String, found: String)
  case unreadable(String, reason: String)
  case unwritable(String)
  case cannotCreate(String, reason: String)

  public var description: String {
    switch self {
    case .isFile(let path): "\(path) is a file; the run needs a folder of its own"
    case .holdsRun(let path):
      "\(path) holds a run already; give another folder, or remove this one first"
    case .holdsSomethingElse(let path, let found):
      "\(path) is not empty (it holds \"\(found)\"); the run needs a new or empty folder"
    case .unreadable(let path, let reason): "\(path) can't be read: \(reason)"
    case .unwritable(let path): "\(path) can't be written to; choose a folder that you own"
    case .cannotCreate(let path, let reason): "\(path) can't be made: \(reason)"
    }
  }
}
