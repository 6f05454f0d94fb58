import Dataflow
import DurableFiles
import Foundation
import Stages

/// A run folder that this process has for itself, with the journal of what was finished in it.
struct OpenRun {
  let folder: RunFolder
  let journal: Journal
  /// Whether there was a run in the folder before.
  let isContinued: Bool
  /// What was wrong with the journal and is no longer.
  let mended: [RecordLog.Finding]
  private let lock: FolderLock
  private let journalLock: FolderLock

  /// Opens the folder at `path`, or makes it.
  ///
  /// - Parameter mends: whether damaged lines are taken out of the journal rather than passed over.
  /// - Throws: `CommandFailure` if something else is in it or another process has it.
  init(_ path: String, mends: Bool = false) throws {
    folder = RunFolder(path)
    do {
      isContinued = try folder.open()
      let (lock, deadOwner) = try FolderLock.acquire(folder.lock)
      self.lock = lock
      if let deadOwner, isContinued {
        standardError(
          "The run before this one (process \(deadOwner.process) on \(deadOwner.host)) ended without "
            + "a word; going on from what it finished.")
      }
      // Before anything is touched: of a run that goes on, somebody may have removed the lock's file.
      let held = isContinued ? try FolderLock.hold(folder.journal) : nil
      Self.removeStrays(in: folder)
      mended = mends ? try RecordLog.mend(folder.journal) : []
      journal = try Journal(path: folder.journal, root: folder.path)
      if let held, mended.isEmpty {
        journalLock = held
      } else {
        // There was no journal, or another file has taken its place.
        held?.release()
        journalLock = try FolderLock.hold(folder.journal)
      }
    } catch let error as FileError where error.isOutOfSpace {
      throw CommandFailure(.interrupted, outOfSpace: error)
    } catch {
      throw CommandFailure(.badInput, "error: \(error)")
    }
    if isContinued, journal.isNew, folder.hasResults {
      standardError(
        "\(folder.journal) is empty, though there are results beside it: all of them are made again."
      )
    }
    for finding in journal.findings { standardError(Self.sentence(finding, folder.journal)) }
  }

  /// Removes what a run that was killed left unfinished beside its journal: nobody else is writing there.
  private static func removeStrays(in folder: RunFolder) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
      try? LocalFileSystem().remove("\(folder.path)/\(name)")
    }
  }

  /// Takes the folder back, for a run that did not start.
  func withdraw() {
    guard !isContinued else { return }
    let files = LocalFileSystem()
    for path in [folder.description, folder.journal, folder.lock] { try? files.remove(path) }
    try? files.removeFolder(folder.path)
  }

  static func sentence(_ finding: RecordLog.Finding, _ path: String) -> String {
    switch finding {
    case .tornEnd(let offset, let bytes):
      "\(path): the last entry was not whole and was cut off (\(bytes) bytes at \(offset)); what it "
        + "was about is done again"
    case .damagedRecord(let line, let offset):
      "\(path):\(line): a damaged entry (at byte \(offset)) is passed over; what it was about is done "
        + "again"
    }
  }
}
