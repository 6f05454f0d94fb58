import Dataflow
import Imaging

@testable import Stages

extension TestScan {
  /// The slices of the scan as the volume reader sends them.
  func slices(
    in folder: TestFolder, id: String = "case", labels: [Int: String] = [:],
    orientation: SliceOrientation = .stored
  ) throws -> [CaseSlice] {
    let image = try folder.write(imageBytes, "\(id)/image/\(id).nii")
    let reference = try labelBytes.map { try folder.write($0, "\(id)/label/\(id).nii") }
    let opened = try OpenCase(
      DatasetCase(id: id, imagePath: image, labelPath: reference), labels: labels, prompts: nil,
      orientation: orientation)
    var options = VolumeReader.Options()
    options.dataset = image
    var reading = try CaseReading(opened, plan: ReadingPlan(options))
    return try (0..<reading.grid.slices).map { try reading.read($0) }
  }
}

extension SliceMasks {
  /// Masks that repeat the reference, with one component for each label value of the slice.
  static func echo(_ slice: CaseSlice, sets: [String] = ["echo"]) -> SliceMasks {
    let context = slice.context
    let labels =
      context.reference ?? Plane(rows: context.rows, columns: context.columns, repeating: 0)
    let components = labels.labelValues.map { value in
      ComponentMask(
        prompt: Prompt(
          label: Int(value), component: 1, box: PromptBox(x0: 0, y0: 1, x1: 2, y1: 3.5)),
        maskIndex: 0, predictedIoU: 0.5, stability: 0.25, pixels: 7, rejection: nil,
        checkpoint: "cafe", lowResLogits: [Float16](repeating: Float16(context.index), count: 16),
        lowResShape: [4, 4],
        mask: labels.mask(of: value))
    }
    // As sure of a pixel as its row and column say.
    let probabilities = Plane<UInt8>(
      rows: context.rows, columns: context.columns,
      pixels: labels.pixels.indices.map { UInt8($0 * 255 / labels.pixels.count) })
    return SliceMasks(
      context: context,
      sets: sets.map {
        SliceMasks.Set(
          name: $0, labels: labels, components: components, probabilities: probabilities)
      })
  }
}
