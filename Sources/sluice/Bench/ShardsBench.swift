import ArgumentParser
import Dataflow
import DurableFiles
import Foundation
import Synchronization
import ZarrStore

/// `sluice bench shards`: writes and reads the slices of an array again.
struct ShardsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shards",
    abstract: "Time writing and reading shards, with the slices of an array that is there.",
    discussion: "Example: sluice bench shards runs/spleen/shards/embeddings.zarr/spleen_001")

  @Argument(help: "An array of float16 or float32.")
  var array: String

  @Option(help: "How often.")
  var runs = 5

  @Option(help: "zstd compression level, 1 to 19.")
  var level = SliceLayout.usualCompressionLevel

  @Flag(help: "Don't wait for the disk, as programs don't that promise nothing.")
  var unsynchronised = false

  func validate() throws {
    if runs < 1 { throw ValidationError("--runs is \(runs), but must be at least 1.") }
    if !(1...19).contains(level) {
      throw ValidationError("--level is \(level), but must be 1 to 19.")
    }
  }

  func run() throws {
    let source = try ZarrArray(path: array)
    switch source.dataType {
    case .float16: try measure(source, as: Float16.self)
    case .float32: try measure(source, as: Float.self)
    default:
      throw CommandFailure(
        .badInput, "error: \(array) holds \(source.dataType.rawValue); give an array of floats")
    }
  }

  private func measure<Element: ZarrElement>(_ source: ZarrArray, as type: Element.Type) throws {
    var slices: [(index: Int, elements: [Element])] = []
    for index in 0..<source.sliceCount {
      if let elements = try source.slice(index, as: type) { slices.append((index, elements)) }
    }
    guard !slices.isEmpty else {
      throw CommandFailure(.badInput, "error: \(array) holds no slice; give an array that has some")
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-bench-\(UUID().uuidString)").path
    func remove() { try? FileManager.default.removeItem(atPath: folder) }
    defer { remove() }
    let layout = SliceLayout(
      dataType: source.dataType, sliceShape: source.sliceShape, sliceCount: source.sliceCount,
      compressionLevel: level)
    let files: any FileSystem = unsynchronised ? UnsynchronisedFiles() : LocalFileSystem()
    let writing = try Timing(runs: runs, before: remove) {
      let writer = try ZarrArrayWriter(path: folder, layout: layout, in: files)
      for slice in slices { try writer.write(slice.index, slice.elements) }
      try writer.finish()
    }
    let reading = try Timing(runs: runs) {
      let array = try ZarrArray(path: folder)
      try Self.readSideBySide(slices.map(\.index), of: array)
    }
    let bytes = slices.count * source.sliceByteCount
    func rate(_ timing: Timing) -> String {
      String(format: "%.0f MiB/s", Double(bytes) / timing.median / 1_048_576)
    }
    let stored = FolderSize.bytes(of: folder)
    print("\(slices.count) slices, \(bytes.formattedBytes) of \(source.dataType.rawValue)")
    print("write  \(rate(writing)), \(unsynchronised ? "not " : "")synchronised")
    print("read   \(rate(reading))")
    print(
      "stored \(stored.formattedBytes), "
        + String(format: "%.3f of raw", Double(stored) / Double(bytes)))
  }

  /// Reads slices by two threads, each into memory of its own that it uses again.
  private static func readSideBySide(_ indices: [Int], of array: ZarrArray) throws {
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: 2) { part in
      let room = UnsafeMutableRawBufferPointer.allocate(
        byteCount: array.sliceByteCount, alignment: 64)
      defer { room.deallocate() }
      do {
        for place in stride(from: part, to: indices.count, by: 2) {
          _ = try array.readSlice(indices[place], into: room)
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
