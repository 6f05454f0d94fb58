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
      let below = try ArraysBelow(path)
      let rows = below.arrays.map { name, array in
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
      for (_, error) in below.unreadable { standardError("error: \(error)") }
      if !below.unreadable.isEmpty { throw ExitCode(RunExit.failed.rawValue) }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check every shard and every chunk of the arrays in a folder and below.",
      discussion: "Example: sluice shards verify runs/spleen")

    @Argument(help: "A run, a store or an array.")
    var path: String

    func run() throws {
      let below = try ArraysBelow(path)
      var problems = below.unreadable.count
      for (name, error) in below.unreadable { print("\(name): \(error)") }
      for (name, array) in below.arrays {
        do {
          for problem in try array.verify(record: .ifPresent) {
            print("\(name): \(problem)")
            problems += 1
          }
        } catch {
          print("\(name): \(error)")
          problems += 1
        }
      }
      let count = below.arrays.count + below.unreadable.count
      print("\(counted(count, "array")), \(counted(problems, "problem"))")
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
        return Output.bytes(bytes)
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
struct ArraysBelow {
  private(set) var arrays: [(name: String, array: ZarrArray)] = []
  /// Those whose metadata can't be made sense of.
  private(set) var unreadable: [(name: String, error: any Error)] = []

  /// - Throws: `CommandFailure` if there are none.
  init(_ path: String) throws {
    if let array = try? ZarrArray(path: path) {
      arrays = [(path, array)]
      return
    }
    for place in try ZarrGroup.arrays(beneath: path) {
      let name = String(place.dropFirst(path.count + 1))
      do {
        arrays.append((name, try ZarrArray(path: place)))
      } catch {
        unreadable.append((name, error))
      }
    }
    guard arrays.count + unreadable.count > 0 else {
      throw CommandFailure(.badInput, "error: no Zarr arrays in \(path) or below")
    }
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
