import Foundation
import Testing

/// Disks that fill up: tiny file systems in memory, which only root may mount.
@Suite(.enabled(if: TinyDisk.canBeMounted, "mounting a tmpfs is not permitted"))
struct FullDiskTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// From room for most of a run down to none at all.
  @Test(arguments: [900, 200, 60, 4])
  func leavesWholeFilesOnly(_ kilobytes: Int) async throws {
    let task = try TaskFolder(scratch("task"))
    let disk = try TinyDisk(at: scratch("disk"), kilobytes: kilobytes)
    defer { withExtendedLifetime(disk) {} }
    let out = "\(disk.path)/run"
    let outcome = try await task.label(into: out)
    #expect(outcome.exit == (kilobytes == 900 ? 42 : 1) || kilobytes == 4, "\(outcome)")
    #expect(outcome.exit != 0)
    #expect(outcome.says("No space left on device"), "\(outcome)")
    #expect(!outcome.says("NSCocoaErrorDomain"), "\(outcome)")
    let run = RunFolderOnDisk(out)
    #expect(run.folder.partialFiles == [])
    let clean = try await CleanRun.shared.folder
    for volume in run.volumes("box") {
      #expect(
        try run.labels("box").bytes(volume) == clean.labels("box").bytes(volume), "\(volume)")
    }
    for table in run.labels("box").files where table.hasSuffix(".csv") {
      let lines = try run.labels("box").text(table).split(
        separator: "\n", omittingEmptySubsequences: false)
      let expected = Set(try clean.labels("box").text(table).split(separator: "\n"))
      #expect(lines.last == "", "\(table) ends within a line")
      #expect(expected.isSuperset(of: lines.dropLast()), "\(table)")
    }
    let verified = try await SluiceProgram.run("shards", "verify", out)
    #expect(verified.exit == 0 || verified.says("no Zarr arrays"), "\(verified)")
  }
}

/// A file system of a few kilobytes, unmounted when it is no longer needed.
private final class TinyDisk {
  let path: String

  init(at path: String, kilobytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  static let canBeMounted: Bool = {
    guard let scratch = try? Scratch(), (try? TinyDisk(at: scratch("disk"), kilobytes: 4)) != nil
    else { return false }
    return true
  }()
}
