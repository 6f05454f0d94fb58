public import Tensors

/// A part of a picture: columns `x0 ..< x1`, rows `y0 ..< y1`.
public struct CropBox: Sendable, Hashable {
  public var x0: Int
  public var y0: Int
  public var x1: Int
  public var y1: Int

  public init(x0: Int, y0: Int, x1: Int, y1: Int) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  public var width: Int { x1 - x0 }
  public var height: Int { y1 - y0 }
  public var area: Int { width * height }
  /// `[x, y, width, height]`, as COCO has boxes: `box_xyxy_to_xywh`.
  public var xywh: [Int] { [x0, y0, width, height] }
}

/// What automatic mask generation is made of: segment_anything/utils/amg.py.
public enum AMG {
  /// Points evenly spaced over the unit square, row by row: `build_point_grid`.
  public static func pointGrid(perSide count: Int) -> [ImagePoint] {
    let offset = 1 / (2 * Double(count))
    let step = (1 - 2 * offset) / Double(max(count - 1, 1))
    let places = (0..<count).map { $0 == count - 1 ? 1 - offset : Double($0) * step + offset }
    return places.flatMap { y in places.map { ImagePoint(x: $0, y: y) } }
  }

  /// The picture, then for every layer its crops, each with the number of its layer:
  /// `generate_crop_boxes`.
  public static func cropBoxes(
    of size: ImageSize, layers: Int, overlapRatio: Double
  ) -> [(box: CropBox, layer: Int)] {
    let whole = CropBox(x0: 0, y0: 0, x1: size.width, y1: size.height)
    var crops = [(box: whole, layer: 0)]
    for layer in 0..<layers {
      let perSide = 1 << (layer + 1)
      let overlap = Int(
        overlapRatio * Double(min(size.height, size.width)) * (2 / Double(perSide)))
      func length(_ whole: Int) -> Int { (overlap * (perSide - 1) + whole + perSide - 1) / perSide }
      let (width, height) = (length(size.width), length(size.height))
      for column in 0..<perSide {
        for row in 0..<perSide {
          let (x0, y0) = ((width - overlap) * column, (height - overlap) * row)
          let box = CropBox(
            x0: x0, y0: y0, x1: min(x0 + width, size.width), y1: min(y0 + height, size.height))
          // Rounding may leave nothing for the last ones of a tiny picture.
          if box.width > 0, box.height > 0 { crops.append((box, layer + 1)) }
        }
      }
    }
    return crops
  }

  /// Whether a box, in pixels of the crop, ends near the crop's edge, but not near the picture's:
  /// `is_box_near_crop_edge`.
  static func isNearCropEdge(
    _ box: CropBox, of crop: CropBox, in size: ImageSize, tolerance: Int = 20
  ) -> Bool {
    let sides = [box.x0 + crop.x0, box.y0 + crop.y0, box.x1 + crop.x0, box.y1 + crop.y0]
    let (inner, outer) = (
      [crop.x0, crop.y0, crop.x1, crop.y1], [0, 0, size.width, size.height]
    )
    return sides.indices.contains {
      abs(sides[$0] - inner[$0]) <= tolerance && abs(sides[$0] - outer[$0]) > tolerance
    }
  }

  /// The first and last column and row of a mask; zeros for an empty one: `batched_mask_to_box`.
  ///
  /// - Parameter mask: `(height, width)`, row-major.
  static func box(around mask: [UInt8], width: Int) -> CropBox {
    var box: CropBox?
    for row in 0..<mask.count / max(width, 1) {
      let pixels = mask[row * width..<(row + 1) * width]
      guard let first = pixels.firstIndex(where: { $0 != 0 }),
        let last = pixels.lastIndex(where: { $0 != 0 })
      else { continue }
      let (left, right) = (first - row * width, last - row * width)
      box = CropBox(
        x0: min(box?.x0 ?? left, left), y0: box?.y0 ?? row, x1: max(box?.x1 ?? right, right),
        y1: row)
    }
    return box ?? CropBox(x0: 0, y0: 0, x1: 0, y1: 0)
  }

  /// Non-maximum suppression as `torchvision.ops.nms` does it: the best box first, and without those
  /// that overlap a better one by more than the threshold.
  ///
  /// - Returns: the indices of the boxes to keep, the best first; of equal scores the earlier.
  public static func nms(_ boxes: [CropBox], scores: [Float], threshold: Double) -> [Int] {
    let order = boxes.indices.sorted {
      scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
    }
    var kept: [Int] = []
    for index in order {
      let box = boxes[index]
      let isDuplicate = kept.contains { other in
        let other = boxes[other]
        let width = max(0, min(box.x1, other.x1) - max(box.x0, other.x0))
        let height = max(0, min(box.y1, other.y1) - max(box.y0, other.y0))
        let shared = Float(width * height)
        // Not a number for two empty boxes, which is above nothing.
        return Double(shared / (Float(other.area + box.area) - shared)) > threshold
      }
      if !isDuplicate { kept.append(index) }
    }
    return kept
  }
}
