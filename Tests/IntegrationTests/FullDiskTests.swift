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
    #expect(outcome.exit == 75, "\(outcome)")
    #expect(
      outcome.says("No space left on device") || outcome.says("are free on the disk"),
      "\(outcome)")
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
    guard kilobytes > 4 else { return }
    let verified = try await SluiceProgram.run("verify", out, "--deep")
    #expect(verified.exit == 0, "\(verified)")
    // With room, the same command makes the rest.
    try disk.enlarge(toKilobytes: 20_000)
    let continued = try await task.label(into: out)
    #expect(continued.exit == 0, "\(continued)")
    #expect(try run.labels("box").differences(from: clean.labels("box")) == [])
    #expect(try run.shards.differences(from: clean.shards) == [])
  }

  @Test func noRoomForAPageIsNoBadInput() async throws {
    let task = try TaskFolder(scratch("task"))
    #expect(try await task.label(into: scratch("run")).exit == 0)
    let disk = try TinyDisk(at: scratch("disk"), kilobytes: 4)
    defer { withExtendedLifetime(disk) {} }
    for command in [
      ["report", scratch("run"), "--out", "\(disk.path)/page.html"],
      ["phantom", "--out", "\(disk.path)/phantom", "--volumes", "1"],
    ] {
      let outcome = try await SluiceProgram.run(command)
      #expect(outcome.exit == 75, "\(outcome)")
      #expect(outcome.says("No space left on device") && outcome.says("Make room"), "\(outcome)")
    }
  }

  /// The last thing that is written: labels and tables are there by then.
  @Test func leavesTheReportForTheNextTime() async throws {
    let task = try TaskFolder(scratch("task"))
    let roomy = try TinyDisk(at: scratch("roomy"), kilobytes: 20_000)
    defer { withExtendedLifetime(roomy) {} }
    #expect(try await task.label(into: "\(roomy.path)/run").exit == 0)
    let whole = Folder("\(roomy.path)/run")
    let page = try whole.bytes("report.html").count
    let rest = try whole.files.filter { $0 != "report.html" }
      .map { try (whole.bytes($0).count + 4095) / 4096 * 4 }.reduce(0, +)
    let disk = try TinyDisk(at: scratch("disk"), kilobytes: rest + page / 2048)
    defer { withExtendedLifetime(disk) {} }
    let out = "\(disk.path)/run"
    let outcome = try await task.label(into: out)
    #expect(outcome.exit == 75, "\(outcome)")
    #expect(outcome.says("Make room") || outcome.says("are free on the disk"), "\(outcome)")
    #expect(!outcome.says("FileError("), "\(outcome)")
    try disk.enlarge(toKilobytes: 20_000)
    #expect(try await task.label(into: out).exit == 0)
    #expect(
      try Folder("\(out)/labels").differences(from: Folder("\(roomy.path)/run/labels")) == [])
    #expect(Folder(out).files.contains("report.html"))
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

  func enlarge(toKilobytes kilobytes: Int) throws {
    let flags = UInt(MS_REMOUNT)
    guard mount("tmpfs", path, "tmpfs", flags, "size=\(kilobytes)k") == 0 else {
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
