import Dataflow
import Foundation
import Imaging
import Testing

@testable import Stages

/// Memory does not depend on how many slices go through.
struct MemoryTests {
  /// The most bytes of memory that the process has had since the last reset.
  private static func peakBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first) << 10
  }

  private static func resetPeak() throws {
    try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
  }

  /// Labels a scan of so many slices by repeating its reference; gives the budget's peak and the
  /// process's.
  private static func label(slices: Int, budget: Int) async throws -> (budget: Int, process: Int) {
    let folder = try TestFolder()
    let run = TestRun(in: folder)
    let dataset = try TestDataset(
      [
        "a": TestScan(
          size: [64, 64, slices], hu: { i, j, k in i + j + k % 100 },
          label: { i, j, k in i > 40 && j > 40 ? 1 : 0 })
      ], in: folder)
    var graph = Graph()
    var reader = VolumeReader.Options()
    reader.dataset = dataset.path
    reader.orientation = .stored
    let volumes = graph.source(
      "volumes", VolumeReader(options: reader, logger: run.environment.logger))
    let window = Window(window: .study, stretch: .minMax)
    let pictures = graph.transform("window", window, from: volumes)
    var promptOptions = Prompts.Options()
    promptOptions.kinds = ["box", "interior"]
    promptOptions.maxPrompts = 4
    let prompts = graph.transform("prompts", try Prompts(promptOptions), from: volumes)
    let masks = graph.map("echo", from: join(pictures, prompts, volumes)) { _, _, slice in
      SliceMasks.echo(slice, sets: ["box", "interior"])
    }
    graph.sink("labels", LabelWriter(options: .init(), environment: run.environment), from: masks)
    try resetPeak()
    let outcome = try await run.run(graph, budget: budget)
    #expect(outcome.status == .done)
    return (outcome.snapshot.budget.peak, try peakBytes())
  }

  /// In a process of its own: the peak is the whole process's, and other tests run in this one.
  @Test func twentyTimesAsManySlicesTakeNoMoreMemory() async {
    await #expect(processExitsWith: .success) {
      let budget = 2 << 20
      _ = try await Self.label(slices: 100, budget: budget)
      let few = try await Self.label(slices: 100, budget: budget)
      let many = try await Self.label(slices: 2000, budget: budget)
      let grown = many.process - few.process
      print(
        "peak of 100 and 2000 slices: budget \(few.budget) and \(many.budget) bytes, "
          + "process \(few.process >> 10) and \(many.process >> 10) KiB")
      #expect(few.budget == many.budget && many.budget <= budget)
      // What the tables will say is held until the case is whole, a few hundred bytes a slice.
      #expect(grown < 8 << 20, "grown by \(grown >> 10) KiB")
    }
  }
}
