import Foundation
import Imaging
import Report

extension ChosenSlice {
  /// Labels over the slice; nil if there are none.
  func cell(
    _ labels: Plane<UInt16>?, prompts: [Prompt] = [], outline: Bool, of title: String
  ) throws -> PictureGrid.Cell? {
    guard let labels else { return nil }
    let dice = try MaskOverlap(
      predicted: labels.foregroundMask, reference: reference.foregroundMask
    ).dice
    let score = dice.map { String(format: "Dice %.3f", $0) }
    return try cell(
      SliceOverlay(
        image: image, reference: outline ? reference : nil, prediction: labels, prompts: prompts),
      caption: outline ? score ?? "" : "", of: title)
  }

  /// The reference alone.
  func referenceCell() throws -> PictureGrid.Cell? {
    try cell(
      SliceOverlay(image: image, prediction: reference), caption: "\(caseID), slice \(slice)",
      of: "ground truth")
  }

  private func cell(
    _ overlay: SliceOverlay, caption: String, of title: String
  ) throws -> PictureGrid.Cell {
    var overlay = overlay
    overlay.minWidth = 384
    let picture = try overlay.render()
    return PictureGrid.Cell(
      png: try PNG.bytes(picture), width: picture.columns, height: picture.rows, caption: caption,
      description: "\(task.title), \(caseID), slice \(slice): \(title)"
        + (caption.isEmpty ? "" : ", \(caption)"))
  }
}
