import Foundation
import Imaging

/// The slice of a task that its pictures show: of the first test case (of the first case, where none is) the one with the most labelled
/// pixels. Chosen by the reference alone, whatever the results are.
struct ChosenSlice {
  let task: StudyTask
  let caseID: String
  let fold: Int
  /// 0-based.
  let slice: Int
  /// The scan's file name, which all labels of it have.
  let fileName: String
  let image: Plane<UInt8>
  /// All labels as 1.
  let reference: Plane<UInt16>
  private let orientation: SliceOrientation

  /// Nil if no test case has a label.
  ///
  /// - Throws: `VolumeError` if the scan or its reference can't be read.
  init?(_ task: StudyTask, _ plan: StudyPlan) throws {
    let tests =
      task.splits.isEmpty
      ? task.cases.map { (0, $0.id) }
      : task.splits.enumerated().flatMap { fold, split in split.test.map { (fold, $0) } }
    for (fold, id) in tests {
      guard let one = task.cases.first(where: { $0.id == id }), let label = one.labelPath else {
        continue
      }
      let labels = try SliceReader(NIfTIVolume.open(label), slicing: plan.orientation)
      var best = (slice: -1, pixels: 0)
      var index = 0
      while let plane = try labels.nextLabels() {
        let pixels = plane.pixels.count { $0 != 0 }
        if pixels > best.pixels { best = (index, pixels) }
        index += 1
      }
      guard best.slice >= 0 else { continue }
      let scan = try SliceReader(NIfTIVolume.open(one.imagePath), slicing: plan.orientation)
      self.task = task
      self.fold = fold
      caseID = id
      slice = best.slice
      fileName = (one.imagePath as NSString).lastPathComponent
      image = windowed(try scan.read(slice: best.slice).plane, plan.window)
      orientation = plan.orientation
      reference = try Self.merged(label, best.slice, plan.orientation)
      return
    }
    return nil
  }

  /// The same slice of other labels of the case; nil if they aren't there.
  func labels(in folder: String) -> Plane<UInt16>? {
    try? Self.merged("\(folder)/\(fileName)", slice, orientation)
  }

  private static func merged(
    _ path: String, _ slice: Int, _ orientation: SliceOrientation
  ) throws -> Plane<UInt16> {
    var plane = try SliceReader(NIfTIVolume.open(path), slicing: orientation)
      .readLabels(slice: slice)
    for index in plane.pixels.indices { plane.pixels[index] = min(plane.pixels[index], 1) }
    return plane
  }
}
