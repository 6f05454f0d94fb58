import Foundation
import Testing

@testable import Telemetry

@Suite struct SystemTests {
  @Test func readsTheKernelsFigures() {
    let status =
      "Name:\ta\nVmPeak:\t  900 kB\nVmHWM:\t   2048 kB\nVmRSS:\t   1000 kB\nThreads:\t3\n"
    let memory = ProcessMemory(status: status)
    #expect(memory?.residentBytes == 1_024_000)
    #expect(memory?.peakResidentBytes == 2_097_152)
  }

  @Test(arguments: [
    "", "VmRSS:\t1 kB\n", "VmHWM:\t1 kB\nVmRSS:\tx kB\n", "VmHWM:\t1 MB\nVmRSS:\t1 kB\n",
    "VmHWM:\t9223372036854775807 kB\nVmRSS:\t1 kB\n", "VmHWM:\t-1 kB\nVmRSS:\t1 kB\n",
  ])
  func saysNothingOfWhatItCannotRead(status: String) {
    #expect(ProcessMemory(status: status) == nil)
  }

  /// 64 MiB that were written to are resident.
  @Test func seesThisProcessGrow() throws {
    let bytes = 64 << 20
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
    let now = try #require(ProcessMemory.now())
    #expect(now.residentBytes >= bytes)
    #expect(now.peakResidentBytes >= now.residentBytes)
  }

  /// Within 1 GiB of what Foundation says: others write to the disk meanwhile.
  @Test func knowsFreeSpace() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
    let expected = try #require(attributes[.systemFreeSize] as? NSNumber).intValue
    #expect(abs(try DiskSpace.free(at: folder) - expected) < 1 << 30)
  }

  @Test func namesAFolderThatIsMissing() {
    let missing = TelemetryError.system(
      operation: "ask for free space", path: "/no/such/folder", code: ENOENT)
    #expect(throws: missing) { try DiskSpace.free(at: "/no/such/folder") }
    #expect(
      missing.description == "/no/such/folder: cannot ask for free space: No such file or directory"
    )
  }
}
