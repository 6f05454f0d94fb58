public import Tensors

/// A mask as COCO's runs: pixels column by column, first a run of zeros (perhaps of none), then ones,
/// and so on. `mask_to_rle_pytorch` and its relatives in segment_anything/utils/amg.py.
public struct MaskRLE: Sendable, Hashable {
  /// The mask's height and width.
  public let size: ImageSize
  /// The lengths of the runs; they add up to all pixels.
  public let counts: [UInt32]

  /// Encodes a mask.
  ///
  /// - Parameters:
  ///   - mask: `(cropHeight, cropWidth)`, row-major, not zero where the mask is.
  ///   - crop: where in a picture of `size` these pixels lie; the rest is 0.
  public init(mask: [UInt8], crop: CropBox, size: ImageSize) {
    precondition(mask.count == crop.width * crop.height, "a mask of the crop's extents")
    self.size = size
    var counts: [UInt32] = []
    var run: UInt32 = 0
    var isInside = false
    for x in 0..<size.width {
      guard crop.x0..<crop.x1 ~= x else {
        if isInside {
          counts.append(run)
          (run, isInside) = (0, false)
        }
        run += UInt32(size.height)
        continue
      }
      for y in 0..<size.height {
        let pixel =
          crop.y0..<crop.y1 ~= y && mask[(y - crop.y0) * crop.width + x - crop.x0] != 0
        if pixel != isInside {
          counts.append(run)
          (run, isInside) = (0, pixel)
        }
        run += 1
      }
    }
    counts.append(run)
    self.counts = counts
  }

  /// `(height * width)`, row-major, 1 where the mask is: `rle_to_mask`.
  public var mask: [UInt8] {
    var mask = [UInt8](repeating: 0, count: size.height * size.width)
    forEachPixel { mask[$0] = 1 }
    return mask
  }

  /// How many pixels the mask has: `area_from_rle`.
  public var area: Int {
    stride(from: 1, to: counts.count, by: 2).reduce(0) { $0 + Int(counts[$1]) }
  }

  /// Calls `body` with the row-major index of every pixel of the mask.
  public func forEachPixel(_ body: (Int) -> Void) {
    var position = 0
    for (index, count) in counts.enumerated() {
      if !index.isMultiple(of: 2) {
        for place in position..<position + Int(count) {
          body(place % size.height * size.width + place / size.height)
        }
      }
      position += Int(count)
    }
  }

  /// The counts in the text form of pycocotools (`rleToString` in its maskApi.c): each as the
  /// difference to the one two before, five bits a character, from "0" on.
  public var compressedCounts: String {
    var text: [UInt8] = []
    for (index, count) in counts.enumerated() {
      var rest = Int(count) - (index > 2 ? Int(counts[index - 2]) : 0)
      var isMore = true
      while isMore {
        let bits = UInt8(rest & 0x1f)
        rest >>= 5
        isMore = bits & 0x10 == 0 ? rest != 0 : rest != -1
        text.append((isMore ? bits | 0x20 : bits) + 48)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
