import DurableFiles
import Foundation

/// What a power cut leaves on a disk.
public enum PowerCut: String, Sendable, CaseIterable {
  /// Nothing that was not synchronised: content back to what it was at the file's last sync, names
  /// back to what they were at the folder's.
  case nothingUnsynced
  /// Names as they were last, but content that was not synchronised is gone: a file that was
  /// renamed before its content was brought to the disk is empty or short.
  case namesOnly
  /// Everything, but for the last write, of which only half arrived.
  case tornLastWrite
  /// Everything, synchronised or not.
  case everything
}

extension RecordingFileSystem {
  /// Builds in `folder` what would lie in `root` after a power cut.
  ///
  /// - Parameters:
  ///   - count: how many operations had been done.
  ///   - root: the folder that the operations were about; others are left out.
  public func leave(
    after count: Int, _ cut: PowerCut, of root: String, in folder: String
  ) throws {
    let disk = CutDisk(operations.prefix(count), cut)
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func place(_ path: String) -> String? {
      path.hasPrefix(root + "/") ? folder + path.dropFirst(root.count) : nil
    }
    for path in disk.folders.sorted() {
      guard let path = place(path) else { continue }
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    for (path, content) in disk.files {
      // A file in a folder that is gone is gone too.
      guard let path = place(path), manager.fileExists(atPath: FilePath.parent(of: path)) else {
        continue
      }
      try Data(content).write(to: URL(fileURLWithPath: path))
    }
  }
}

/// Replays operations on a disk in memory, keeping apart what is safe and what isn't.
private struct CutDisk {
  private struct File {
    var now: [UInt8] = []
    var synced: [UInt8] = []
  }

  private var contents: [Int: File] = [:]
  /// Names now, and as they were when their folder was last synchronised.
  private var names: [String: Int] = [:]
  private var syncedNames: [String: Int] = [:]
  private var foldersNow: Set<String> = []
  private var syncedFolders: Set<String> = []
  private let cut: PowerCut

  init(_ operations: ArraySlice<RecordingFileSystem.Operation>, _ cut: PowerCut) {
    self.cut = cut
    for operation in operations { apply(operation) }
    if cut == .tornLastWrite { tear(operations) }
  }

  private mutating func apply(_ operation: RecordingFileSystem.Operation) {
    switch operation {
    case .create(let path, let file):
      contents[file] = File()
      names[path] = file
    case .open(let path, let file, let length):
      // The same file as before, under another number.
      let known = names[path].flatMap { contents[$0] } ?? File()
      precondition(known.now.count == length, "\(path) was changed by something else")
      contents[file] = known
      names[path] = file
      if syncedNames[path] != nil { syncedNames[path] = file }
    case .write(let file, let bytes): contents[file]?.now += bytes
    case .truncate(let file, let length):
      if let now = contents[file]?.now { contents[file]?.now = Array(now.prefix(length)) }
    case .sync(let file):
      if let now = contents[file]?.now { contents[file]?.synced = now }
    case .rename(let path, let final): names[final] = names.removeValue(forKey: path)
    case .remove(let path): names[path] = nil
    case .removeFolder(let path): foldersNow.remove(path)
    case .makeFolder(let path): foldersNow.insert(path)
    case .syncFolder(let path):
      func isWithin(_ name: String) -> Bool { FilePath.parent(of: name) == path }
      syncedNames = syncedNames.filter { !isWithin($0.key) }
        .merging(names.filter { isWithin($0.key) }) { $1 }
      syncedFolders = syncedFolders.filter { !isWithin($0) }.union(foldersNow.filter(isWithin))
    }
  }

  /// Half of the last write, if nothing synchronised it.
  private mutating func tear(_ operations: ArraySlice<RecordingFileSystem.Operation>) {
    guard case .write(let file, let bytes)? = operations.last, let now = contents[file]?.now else {
      return
    }
    contents[file]?.now = Array(now.dropLast((bytes.count + 1) / 2))
  }

  var folders: Set<String> { cut == .nothingUnsynced ? syncedFolders : foldersNow }

  var files: [String: [UInt8]] {
    (cut == .nothingUnsynced ? syncedNames : names).compactMapValues { file in
      guard let content = contents[file] else { return nil }
      return cut == .nothingUnsynced || cut == .namesOnly ? content.synced : content.now
    }
  }
}
