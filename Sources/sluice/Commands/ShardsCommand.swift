import ArgumentParser
import Dataflow
import Foundation
import ZarrStore

/// `sluice shards`: lists, checks and prints arrays.
struct ShardsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shards", abstract: "List, check or print the arrays of a run.",
    discussion: "Example: sluice shards ls runs/spleen",
    subcommands: [List.self, Verify.self, Cat.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "List the arrays in a folder and below.",
      discussion: "Example: sluice shards ls runs/spleen")

    @Argument(help: "A run, a store or an array.")
    var path: String

    func run() throws {
      let rows = try ArraysBelow.open(path).map { name, array in
        let stored = FolderSize.bytes(of: array.path)
        let raw = array.shape.reduce(array.dataType.byteCount, *)
        return [
          name, array.dataType.rawValue, array.shape.map(String.init).joined(separator: "×"),
          "\(array.completion?.absent.count ?? 0)", stored.formattedBytes, raw.formattedBytes,
        ]
      }
      print(
        TextTable(
          header: ["array", "type", "shape", "absent slices", "stored", "raw"], rows: rows
        ).text)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check every shard and every chunk of the arrays in a folder and below.",
      discussion: "Example: sluice shards verify runs/spleen")

    @Argument(help: "A run, a store or an array.")
    var path: String

    func run() throws {
      var problems = 0
      let arrays = try ArraysBelow.open(path)
      for (name, array) in arrays {
        for problem in try array.verify(record: .ifPresent) {
          print("\(name): \(problem)")
          problems += 1
        }
      }
      print("\(counted(arrays.count, "array")), \(counted(problems, "problem"))")
      if problems > 0 { throw ExitCode(RunExit.failed.rawValue) }
    }
  }

  struct Cat: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write one slice of an array to standard output, or say what is in it.",
      discussion: """
        Examples, for an array of runs/a/shards/embeddings.zarr:
          sluice shards cat spleen_001 --slice 12 --summary
          sluice shards cat spleen_001 --slice 12 > 12.raw
        """)

    @Argument(help: "An array.")
    var path: String

    @Option(help: "Which slice along axis 0.")
    var slice: Int

    @Flag(help: "Print the range and mean of the numbers instead of the numbers.")
    var summary = false

    func run() throws {
      let array = try ZarrArray(path: path)
      guard (0..<array.sliceCount).contains(slice) else {
        throw CommandFailure(
          .badInput,
          "error: \(path) has slices 0 to \(array.sliceCount - 1); \(slice) was asked for")
      }
      guard let bytes = try array.slice(slice) else {
        throw CommandFailure(.badInput, "error: slice \(slice) of \(path) was not written")
      }
      guard summary else {
        return FileHandle.standardOutput.write(Data(bytes))
      }
      let numbers: [Double] =
        switch array.dataType {
        case .float16: try array.slice(slice, as: Float16.self)?.map(Double.init) ?? []
        case .float32: try array.slice(slice, as: Float.self)?.map(Double.init) ?? []
        case .uint8: bytes.map(Double.init)
        default:
          throw CommandFailure(
            .badInput, "error: no summary for numbers of type \(array.dataType.rawValue)")
        }
      let mean = numbers.reduce(0, +) / Double(max(numbers.count, 1))
      print(
        "\(array.sliceShape.map(String.init).joined(separator: "×")) \(array.dataType.rawValue): "
          + "min \(numbers.min() ?? 0), max \(numbers.max() ?? 0), mean \(mean)")
    }
  }
}

/// The arrays in a folder and below, by their names relative to it.
enum ArraysBelow {
  static func open(_ path: String) throws -> [(name: String, array: ZarrArray)] {
    if let array = try? ZarrArray(path: path) { return [(path, array)] }
    let found = try ZarrGroup.arrays(beneath: path)
    guard !found.isEmpty else {
      throw CommandFailure(.badInput, "error: no Zarr arrays in \(path) or below")
    }
    return try found.map { (String($0.dropFirst(path.count + 1)), try ZarrArray(path: $0)) }
  }
}

enum FolderSize {
  /// Bytes of all files in a folder and below.
  static func bytes(of path: String) -> Int {
    guard let files = FileManager.default.enumerator(atPath: path) else { return 0 }
    return files.compactMap { name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
      return attributes?[.type] as? FileAttributeType == .typeRegular
        ? attributes?[.size] as? Int : nil
    }.reduce(0, +)
  }
}
