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
  /// Content as it was last, under the names that were synchronised.
  case contentOnly
  /// Names and lengths as they were last, with zeros where content was not synchronised: a file
  /// system that wrote down how long a file is before what is in it.
  case zeros
  /// Everything, but of every file's last write, unless it was synchronised, only half.
  case tornWrites
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
    let disk = CutDisk(self, after: count, cut)
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func place(_ path: String) -> String? {
      path.hasPrefix(root + "/") ? folder + path.dropFirst(root.count) : nil
    }
    for path in disk.folders.sorted() {
      guard let path = place(path), manager.fileExists(atPath: FilePath.parent(of: path)) else {
        continue
      }
      try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
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
    /// Bytes of the last write, if nothing has synchronised it.
    var lastWrite = 0

    init(_ content: [UInt8] = []) {
      now = content
      synced = content
    }

    func left(by cut: PowerCut) -> [UInt8] {
      switch cut {
      case .nothingUnsynced, .namesOnly: synced
      case .contentOnly, .everything: now
      case .zeros:
        synced.prefix(now.count) + [UInt8](repeating: 0, count: max(0, now.count - synced.count))
      case .tornWrites: now.dropLast((lastWrite + 1) / 2)
      }
    }
  }

  private var contents: [Int: File] = [:]
  /// Names now, and as they were when their folder was last synchronised.
  private var names: [String: Int] = [:]
  private var syncedNames: [String: Int] = [:]
  private var foldersNow: Set<String> = []
  private var syncedFolders: Set<String> = []
  private let cut: PowerCut

  init(_ recording: RecordingFileSystem, after count: Int, _ cut: PowerCut) {
    self.cut = cut
    // Files of operations count from 1.
    for (number, (path, content)) in recording.earlierFiles.enumerated() {
      contents[-number] = File(content)
      names[path] = -number
    }
    syncedNames = names
    foldersNow = recording.earlierFolders
    syncedFolders = foldersNow
    for operation in recording.operations.prefix(count) { apply(operation) }
  }

  private mutating func apply(_ operation: RecordingFileSystem.Operation) {
    switch operation {
    case .create(let path, let file):
      if let earlier = names[path] {
        renumber(earlier, as: file)
        contents[file]?.now = []
        contents[file]?.lastWrite = 0
      } else {
        contents[file] = File()
        names[path] = file
      }
    case .open(let path, let file, let content):
      if let earlier = names[path] {
        renumber(earlier, as: file)
        precondition(contents[file]?.now == content, "\(path) was changed by something else")
      } else {
        // From before the recording, and so safe.
        contents[file] = File(content)
        names[path] = file
        syncedNames[path] = file
      }
    case .write(let file, let bytes):
      contents[file]?.now += bytes
      contents[file]?.lastWrite = bytes.count
    case .truncate(let file, let length):
      if let now = contents[file]?.now { contents[file]?.now = Array(now.prefix(length)) }
      contents[file]?.lastWrite = 0
    case .sync(let file):
      if let now = contents[file]?.now { contents[file] = File(now) }
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

  /// A file that is opened again gets another number.
  private mutating func renumber(_ file: Int, as number: Int) {
    contents[number] = contents.removeValue(forKey: file)
    names = names.mapValues { $0 == file ? number : $0 }
    syncedNames = syncedNames.mapValues { $0 == file ? number : $0 }
  }

  private var losesNames: Bool { cut == .nothingUnsynced || cut == .contentOnly }

  var folders: Set<String> { losesNames ? syncedFolders : foldersNow }

  var files: [String: [UInt8]] {
    (losesNames ? syncedNames : names).compactMapValues { contents[$0]?.left(by: cut) }
  }
}
