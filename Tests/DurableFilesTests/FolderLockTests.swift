import Foundation
import Testing

@testable import DurableFiles

@Suite struct FolderLockTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  @Test func oneHolderAtATime() throws {
    let path = folder("lock")
    let held = try FolderLock.acquire(path)
    #expect(held.deadOwner == nil)
    let error = #expect(throws: LockError.self) { try FolderLock.acquire(path) }
    #expect(error?.owner?.process == getpid())
    #expect(error?.description.contains("is in use by process \(getpid())") == true)
    #expect(FolderLock.currentOwner(path)?.process == getpid())
    held.lock.release()
    #expect(FolderLock.currentOwner(path) == nil)
    #expect(try FolderLock.acquire(path).deadOwner == nil)
  }

  @Test func aDeadOwnersLockIsTakenOver() throws {
    let path = folder("lock")
    // What a killed process leaves: its name, but no lock.
    let dead = FolderLock.Owner(process: 12, host: "host", started: "2026-01-01T00:00:00Z")
    try JSONEncoder().encode(dead).write(to: URL(fileURLWithPath: path))
    #expect(FolderLock.currentOwner(path) == nil)
    let taken = try FolderLock.acquire(path)
    #expect(taken.deadOwner == dead)
    #expect(FolderLock.currentOwner(path)?.process == getpid())
    withExtendedLifetime(taken.lock) {}
  }

  @Test func anotherProcessIsKeptOut() throws {
    let path = folder("lock")
    try Data().write(to: URL(fileURLWithPath: path))
    let other = Process()
    other.executableURL = URL(fileURLWithPath: "/bin/sh")
    let (input, output) = (Pipe(), Pipe())
    other.arguments = ["-c", "exec 9<>'\(path)'; flock -n 9 && echo held; read line"]
    other.standardInput = input
    other.standardOutput = output
    try other.run()
    _ = output.fileHandleForReading.availableData
    #expect(throws: LockError.self) { try FolderLock.acquire(path) }
    input.fileHandleForWriting.closeFile()
    other.waitUntilExit()
    #expect(throws: Never.self) { try FolderLock.acquire(path) }
  }

  @Test func lookingKeepsOwnersOutAndChangesNothing() throws {
    let path = folder("lock")
    #expect(try FolderLock.share(path) == nil)
    #expect(!FileManager.default.fileExists(atPath: path))
    let dead = FolderLock.Owner(process: 12, host: "host", started: "2026-01-01T00:00:00Z")
    let said = try JSONEncoder().encode(dead)
    try said.write(to: URL(fileURLWithPath: path))
    let looking = [try FolderLock.share(path), try FolderLock.share(path)]
    #expect(!looking.contains { $0 == nil })
    #expect(throws: LockError.self) { try FolderLock.acquire(path) }
    for lock in looking { lock?.release() }
    #expect(FileManager.default.contents(atPath: path) == said)
    let held = try FolderLock.acquire(path)
    #expect(held.deadOwner == dead)
    #expect(throws: LockError.self) { try FolderLock.share(path) }
    withExtendedLifetime(held.lock) {}
  }

  @Test func aFileThatIsHeldIsKnownToBe() throws {
    let path = folder("journal")
    try Data("entry".utf8).write(to: URL(fileURLWithPath: path))
    #expect(!FolderLock.isHeld(path))
    let held = try FolderLock.hold(path)
    #expect(FolderLock.isHeld(path))
    #expect(throws: LockError.self) { try FolderLock.share(path) }
    held.release()
    #expect(!FolderLock.isHeld(path))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("entry".utf8))
  }

  @Test func whoeverAsksForTheOwnerIsNotTakenForOne() throws {
    let path = folder("lock")
    // `isHeld` holds a shared lock while it looks.
    let looking = open(path, O_RDWR | O_CREAT, 0o666)
    defer { close(looking) }
    #expect(flock(looking, LOCK_SH) == 0)
    var pauses = 0
    let held = try FolderLock.acquire(path) {
      pauses += 1
      flock(looking, LOCK_UN)
    }
    #expect(pauses == 1)
    #expect(FolderLock.currentOwner(path)?.process == getpid())
    withExtendedLifetime(held) {}
  }

  @Test func aRefusalLeavesTheOwnersNameAlone() throws {
    let path = folder("lock")
    let held = try FolderLock.acquire(path)
    let content = try FileContents.read(path)
    var pauses = 0
    #expect(throws: LockError.self) { try FolderLock.acquire(path) { pauses += 1 } }
    #expect(pauses == 4)
    #expect(try FileContents.read(path) == content)
    withExtendedLifetime(held) {}
  }

  @Test func aLinkIsNotALock() throws {
    let path = folder("lock")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: folder("elsewhere"))
    let error = #expect(throws: FileError.self) { try FolderLock.acquire(path) }
    #expect(error?.code == ELOOP)
    #expect(!FilePath.exists(folder("elsewhere")))
  }
}
