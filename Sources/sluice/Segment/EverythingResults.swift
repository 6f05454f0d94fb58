import DurableFiles
import Imaging
import SegmentAnything
import Stages
import Tensors

/// Every mask found in a picture, as lines and drawn over it.
struct EverythingResults {
  let picture: ByteImage
  let annotations: [SamAutomaticMaskGenerator.Annotation]

  /// Writes everything.jsonl and everything.png to a folder.
  func write(to folder: String, _ mode: AnnotationLine.OutputMode) throws {
    let lines = try annotations.flatMap { try AnnotationLine($0, mode).bytes }
    try PendingFile.write(lines, to: "\(folder)/everything.jsonl")
    var labels = Plane<UInt16>(rows: picture.height, columns: picture.width, repeating: 0)
    // Small masks over large ones.
    for (number, annotation) in annotations.sorted(by: { $0.area > $1.area }).enumerated() {
      annotation.segmentation.forEachPixel { labels.pixels[$0] = UInt16(clamping: number + 1) }
    }
    let overlay = SliceOverlay(
      image: picture.grey, prediction: labels, prompts: [], caption: "everything")
    try PNG.write(try overlay.render(), to: "\(folder)/everything.png")
  }
}
