import Dataflow
import Foundation
import Imaging
import Testing

@testable import Stages

/// Memory does not depend on how many slices go through.
struct MemoryTests {
  struct Peaks: CustomStringConvertible {
    let slices: Int
    /// Bytes taken of the budget.
    let budget: Int
    /// Bytes of the process in memory.
    let process: Int

    var description: String {
      "\(slices) slices: \(budget) bytes of the budget, process \(process >> 10) KiB"
    }
  }

  /// In a process of its own: the peak is the whole process's, and other tests run in this one.
  @Test func twentyTimesAsManySlicesTakeNoMoreMemory() async {
    await #expect(processExitsWith: .success) {
      _ = try await Self.label(slices: 100)
      let few = try await Self.label(slices: 100)
      let many = try await Self.label(slices: 2000)
      print("peak memory of \(few), of \(many)")
      #expect(few.budget == many.budget, "\(few), \(many)")
      // What the tables will say is held until the case is whole: about a kilobyte a slice and set.
      #expect(many.process - few.process < 6 << 20, "\(few), \(many)")
    }
  }

  /// Labels a scan of so many slices by repeating its reference.
  private static func label(slices: Int) async throws -> Peaks {
    let folder = try TestFolder()
    let run = try TestRun(in: folder)
    let scan = TestScan(
      size: [64, 64, slices], hu: { i, j, k in i + j + k % 100 },
      label: { i, j, _ in i > 40 && j > 40 ? 1 : 0 })
    try write(scan, in: folder)
    var graph = Graph()
    var reader = VolumeReader.Options()
    reader.dataset = folder.file("images")
    reader.references = folder.file("labels")
    reader.orientation = .stored
    let volumes = graph.source(
      "volumes", VolumeReader(options: reader, logger: run.environment.logger))
    let window = Window(window: .study, stretch: .minMax)
    let pictures = graph.transform("window", window, from: volumes)
    var promptOptions = Prompts.Options()
    promptOptions.kinds = ["box", "interior"]
    promptOptions.maxPrompts = 4
    let prompts = graph.transform("prompts", try Prompts(promptOptions), from: volumes)
    // Slower than the reader, so that the budget fills up.
    let masks = graph.map("echo", from: join(pictures, prompts, volumes)) { _, _, slice in
      SliceMasks.echo(slice, sets: ["box", "interior"])
    }
    graph.sink("labels", LabelWriter(options: .init(), environment: run.environment), from: masks)
    try resetPeak()
    // Room for a few slices of about 130 kB.
    let outcome = try await run.run(graph, budget: 400 << 10)
    #expect(outcome.status == .done)
    return Peaks(
      slices: slices, budget: outcome.snapshot.budget.peak, process: try peakBytes())
  }

  /// Slice by slice, so that what is freed afterwards does not hide what the run takes.
  private static func write(_ scan: TestScan, in folder: TestFolder) throws {
    for (name, header, slice) in [
      ("images/a.nii", scan.imageHeader, scan.imageSlice),
      ("labels/a.nii", scan.labelHeader, scan.labelSlice),
    ] {
      let path = try folder.write(header, name)
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      for k in 0..<scan.size[2] { try handle.write(contentsOf: slice(k)) }
      try handle.close()
    }
  }

  /// The most bytes of memory that the process has had since the last reset.
  private static func peakBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first) << 10
  }

  private static func resetPeak() throws {
    try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
  }
}
