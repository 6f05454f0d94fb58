import Imaging
import SegmentAnything

/// Picks from all masks of a slice the one that fits each component of the reference best: the
/// "everything" row of Häkkinen et al., arXiv 2409.20253.
struct BestMasks {
  let annotations: [SamAutomaticMaskGenerator.Annotation]
  let grouping: LabelGrouping
  /// Smaller components get no mask.
  let minPixels: Int
  /// SHA-256 of the checkpoint file.
  let checkpoint: String

  /// One mask for every component that any mask overlaps with. Where masks of different labels
  /// overlap, the one that fits its component better wins.
  func set(on context: SliceContext) -> SliceMasks.Set {
    var set = SliceMasks.Set(
      name: Everything.setName,
      labels: Plane(rows: context.rows, columns: context.columns, repeating: 0), components: [])
    guard let reference = context.reference else { return set }
    let maker = ReferencePrompts(kind: .box, labels: grouping, minPixels: minPixels)
    let components = maker.components(of: reference)
    let prompts = maker.prompts(for: reference, caseID: context.scan.id, slice: context.index)
    let matches = best(for: prompts.count, components)
    for match in matches.values.sorted(by: { ($0.iou, $1.annotation) < ($1.iou, $0.annotation) }) {
      let label = UInt16(clamping: prompts[match.component].label)
      annotations[match.annotation].segmentation.forEachPixel { set.labels.pixels[$0] = label }
    }
    set.components = matches.sorted { $0.key < $1.key }.map { component, match in
      let annotation = annotations[match.annotation]
      var prompt = prompts[component]
      prompt.box = nil
      prompt.points = [PromptPoint(x: annotation.pointCoords.x, y: annotation.pointCoords.y)]
      prompt.pointLabels = [1]
      return ComponentMask(
        prompt: prompt, maskIndex: annotation.maskIndex, predictedIoU: annotation.predictedIoU,
        stability: annotation.stabilityScore, pixels: annotation.area, rejection: nil,
        checkpoint: checkpoint, lowResLogits: nil, lowResShape: [], mask: nil)
    }
    return set
  }

  private struct Match {
    let component: Int
    let annotation: Int
    let iou: Double
  }

  /// The best mask of each component, the first among equals.
  ///
  /// - Parameter components: which component a pixel is of, counted from 1.
  private func best(for count: Int, _ components: Plane<UInt16>) -> [Int: Match] {
    var sizes = [Int](repeating: 0, count: count + 1)
    for number in components.pixels { sizes[Int(number)] += 1 }
    var best: [Int: Match] = [:]
    for (index, annotation) in annotations.enumerated() {
      var shared: [UInt16: Int] = [:]
      var area = 0
      annotation.segmentation.forEachPixel { pixel in
        area += 1
        let number = components.pixels[pixel]
        if number > 0 { shared[number, default: 0] += 1 }
      }
      for (number, intersection) in shared {
        let overlap = MaskOverlap(
          predicted: area, reference: sizes[Int(number)], intersection: intersection)
        let component = Int(number) - 1
        guard let iou = overlap.iou, iou > best[component]?.iou ?? 0 else { continue }
        best[component] = Match(component: component, annotation: index, iou: iou)
      }
    }
    return best
  }
}
