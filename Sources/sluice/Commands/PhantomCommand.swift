import ArgumentParser
import Foundation
import Imaging

/// `sluice phantom`: CT-like scans with known labels, to try things on.
struct PhantomCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phantom",
    abstract: "Make a dataset of CT-like abdomens with reference labels, to try things on.",
    discussion: "Example: sluice phantom --out data/phantom --volumes 4 --size 256x256x40")

  @Option(help: "Where to make the dataset: a new or empty folder.")
  var out: String

  @Option(help: "How many scans.")
  var volumes = 4

  @Option(help: ArgumentHelp("Columns, rows and slices of each.", valueName: "CxRxS"))
  var size = VolumeSize(columns: 512, rows: 512, slices: 40)

  @Option(help: "Everything follows from it: the same seed makes the same bytes.")
  var seed: UInt64 = 1984

  func run() throws {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
    guard found.isEmpty else {
      throw CommandFailure(
        .badInput, "error: \(out) is not empty; give a folder that is new or empty")
    }
    try PhantomTask.write(
      to: out, volumes: volumes,
      size: try PhantomSize(width: size.columns, height: size.rows, slices: size.slices),
      seed: seed)
    print("\(counted(volumes, "scan")) of \(size), with labels: \(out)")
  }
}

/// `512x512x40`.
struct VolumeSize: ExpressibleByArgument, CustomStringConvertible {
  let columns: Int
  let rows: Int
  let slices: Int

  init(columns: Int, rows: Int, slices: Int) {
    self.columns = columns
    self.rows = rows
    self.slices = slices
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let columns = parts[0], let rows = parts[1], let slices = parts[2],
      min(columns, rows, slices) >= 1
    else { return nil }
    self.init(columns: columns, rows: rows, slices: slices)
  }

  var description: String { "\(columns)x\(rows)x\(slices)" }
}
