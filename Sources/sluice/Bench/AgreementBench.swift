import ArgumentParser
import Foundation
import Imaging

/// `sluice bench agreement`: how two folders of labels differ.
struct AgreementBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "Count the voxels in which two folders of labels differ, file by file.",
    discussion: "Example: sluice bench agreement runs/spleen/labels/box reference/spleen-box")

  @Argument(help: "A folder of label volumes.")
  var found: String

  @Argument(help: "A folder with volumes of the same names.")
  var reference: String

  func run() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: reference)
      .filter { $0.hasSuffix(".nii") || $0.hasSuffix(".nii.gz") }.sorted()
    guard !names.isEmpty else {
      throw CommandFailure(.badInput, "error: no .nii or .nii.gz files in \(reference)")
    }
    var total = (differing: 0, foreground: 0)
    for name in names {
      let counts = try compare("\(found)/\(name)", "\(reference)/\(name)")
      print("\(name): \(counts.differing) of \(counts.foreground) foreground voxels differ")
      total.differing += counts.differing
      total.foreground += counts.foreground
    }
    let share = 100 * Double(total.differing) / Double(max(total.foreground, 1))
    print(
      "all: \(total.differing) of \(total.foreground), \(String(format: "%.4f", share)) %")
  }

  private func compare(
    _ found: String, _ reference: String
  ) throws -> (differing: Int, foreground: Int) {
    let one = try NIfTIVolume.open(found)
    let other = try NIfTIVolume.open(reference)
    try other.checkSameGrid(as: one)
    let (left, right) = (
      try SliceReader(one, slicing: .stored), try SliceReader(other, slicing: .stored)
    )
    var counts = (differing: 0, foreground: 0)
    while let a = try left.nextLabels(), let b = try right.nextLabels() {
      counts.differing += zip(a.pixels, b.pixels).count { $0 != $1 }
      counts.foreground += b.pixels.count { $0 != 0 }
    }
    return counts
  }
}
