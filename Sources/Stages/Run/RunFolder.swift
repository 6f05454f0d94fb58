import DurableFiles
import Foundation

/// The folder of one run, and what lies where in it.
///
/// ```
/// run.json                        what was asked; that of an earlier graph is kept as run.1.json …
/// journal                         receipts of what is finished
/// shards/<stage>.zarr/<case>      intermediate tensors
/// labels/<prompt>/<image file>    labels, with provenance.csv and scores.csv beside them
/// labels/<prompt>/soft/<file>     how probable each voxel is, if asked for
/// masks/<case>.jsonl              every mask found on a case's slices, if asked for
/// overlays/<prompt>/              pictures
/// samples/<name>.zarr             slices to train on
/// models/<name>/                  a trained network, and how training went
/// study/                          tables and figures of a study
/// quarantine.jsonl                what failed, where and why
/// metrics.json                    where time and memory went
/// ```
public struct RunFolder: Sendable, Hashable {
  public let path: String

  /// - Parameter path: however it is written; a slash at its end makes no difference.
  public init(_ path: String) {
    self.path = FilePath.plain(path)
  }

  public var description: String { "\(path)/run.json" }
  public var metrics: String { "\(path)/metrics.json" }
  public var quarantine: String { "\(path)/quarantine.jsonl" }

  /// The Zarr group of one shard-writing stage.
  public func shards(_ stage: String) -> String { "\(path)/shards/\(stage).zarr" }
  /// The labels of all sets of prompts.
  public var allLabels: String { "\(path)/labels" }
  /// The labels made from one set of prompts.
  public func labels(_ prompts: String) -> String { "\(allLabels)/\(prompts)" }
  /// Each voxel's probability, for the labels of one set of prompts.
  public func softLabels(_ prompts: String) -> String { "\(labels(prompts))/soft" }
  /// Every mask found on the slices of one case.
  public func masks(_ caseID: String) -> String { "\(path)/masks/\(caseID).jsonl" }
  /// Slices to train on.
  public func samples(_ name: String) -> String { "\(path)/samples/\(name).zarr" }
  /// A trained network.
  public func model(_ name: String) -> String { "\(allModels)/\(name)" }
  /// The networks that were trained.
  public var allModels: String { "\(path)/models" }
  /// The pictures of one set of prompts.
  public func overlays(_ prompts: String) -> String { "\(path)/overlays/\(prompts)" }

  /// Receipts of what is finished.
  public var journal: String { "\(path)/journal" }
  /// Whose the folder is while a run writes to it.
  public var lock: String { "\(path)/lock" }
  /// How the run goes, while it goes.
  public var status: String { "\(path)/status.json" }
  /// How it went, second by second.
  public var timeline: String { "\(path)/timeline.jsonl" }
  /// What every worker did when.
  public var trace: String { "\(path)/trace.json" }
  /// The page for people.
  public var report: String { "\(path)/report.html" }

  /// Folders in which every file is some receipt's.
  private static let resultFolders = ["labels", "masks", "overlays", "samples", "shards"]

  /// Every file of a run's results that has its final name, relative to the folder; but for stores' own
  /// metadata.
  var results: [String] {
    Self.resultFolders.flatMap { part -> [String] in
      let names = FileManager.default.enumerator(atPath: "\(path)/\(part)")
      return (names?.compactMap { $0 as? String } ?? [])
        .filter { name in
          let last = FilePath.name(of: name)
          return !last.hasPrefix(".")
            && !(last == "zarr.json" && FilePath.parent(of: name).hasSuffix(".zarr"))
            && !FilePath.isFolder("\(path)/\(part)/\(name)")
        }.map { "\(part)/\($0)" }
    }
  }

  /// Whether a run has left results.
  public var hasResults: Bool { !results.isEmpty }

  /// Makes the folder if it isn't there. It must be empty, or hold a run already.
  ///
  /// - Returns: whether it holds a run.
  /// - Throws: `RunFolderError` if something else is there or the folder can't be written to,
  ///   `FileError` if it can't be made.
  public func open() throws -> Bool {
    guard !path.isEmpty else { throw RunFolderError.noPath }
    let files = FileManager.default
    var isFolder: ObjCBool = false
    var found: [String] = []
    if files.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw RunFolderError.isFile(path) }
      do {
        found = try files.contentsOfDirectory(atPath: path)
      } catch {
        throw RunFolderError.unreadable(path, reason: error.localizedDescription)
      }
    }
    let holdsRun = found.contains("journal")
    // A lock alone is what a run leaves that did not start.
    if !holdsRun, let other = found.filter({ $0 != "lock" }).sorted().first {
      throw found.contains("run.json")
        ? RunFolderError.lacksJournal(path) : .holdsSomethingElse(path, found: other)
    }
    try LocalFileSystem().makeFolder(path)
    guard files.isWritableFile(atPath: path) else { throw RunFolderError.unwritable(path) }
    return holdsRun
  }
}

/// Why a folder can't take a run.
public enum RunFolderError: Error, Sendable, Equatable, CustomStringConvertible {
  case noPath
  case isFile(String)
  case holdsSomethingElse(String, found: String)
  /// There was a run, but nothing says what it finished.
  case lacksJournal(String)
  case unreadable(String, reason: String)
  case unwritable(String)

  public var description: String {
    switch self {
    case .noPath: "the run needs a folder, but its name is empty"
    case .isFile(let path): "\(path) is a file; the run needs a folder of its own"
    case .holdsSomethingElse(let path, let found):
      "\(path) is not empty (it holds \"\(found)\"); the run needs a new or empty folder"
    case .lacksJournal(let path):
      "\(path) holds a run whose journal is gone, so that nobody knows what of it is finished; put "
        + "\(path)/journal back, or give a new folder"
    case .unreadable(let path, let reason): "\(path) can't be read: \(reason)"
    case .unwritable(let path): "\(path) can't be written to; choose a folder that you own"
    }
  }
}
