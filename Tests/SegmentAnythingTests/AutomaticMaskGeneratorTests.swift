import Foundation
import Tensors
import Testing

@testable import SegmentAnything

struct AutomaticMaskGeneratorTests {
  /// What the official generator found; see Fixtures/make_everything.py.
  private struct Reference: Decodable {
    let pictureSum: Int
    let runs: [String: [Mask]]

    enum CodingKeys: String, CodingKey {
      case runs
      case pictureSum = "picture_sum"
    }
  }

  private struct Mask: Decodable {
    struct Segmentation: Decodable {
      let size: [Int]
      let counts: [UInt32]
    }

    let segmentation: Segmentation
    let area: Int
    let bbox: [Int]
    let predictedIoU: Float
    let stabilityScore: Float
    let pointCoords: [[Double]]
    let cropBox: [Int]
    let compressed: String

    enum CodingKeys: String, CodingKey {
      case segmentation, area, bbox, compressed
      case predictedIoU = "predicted_iou"
      case stabilityScore = "stability_score"
      case pointCoords = "point_coords"
      case cropBox = "crop_box"
    }

    /// Row-major.
    var pixels: [UInt8] {
      let (height, width) = (segmentation.size[0], segmentation.size[1])
      var columns: [UInt8] = []
      for (index, count) in segmentation.counts.enumerated() {
        columns += [UInt8](repeating: UInt8(index % 2), count: Int(count))
      }
      return (0..<height * width).map { columns[$0 % width * height + $0 / width] }
    }
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private let reference: Reference
  private let sam: Sam
  private let team = ThreadTeam(threads: 2)

  init() throws {
    let data = try Data(
      contentsOf: Self.root.appendingPathComponent("Fixtures/everything.json"))
    reference = try JSONDecoder().decode(Reference.self, from: data)
    let checkpoint = Self.root.appendingPathComponent(
      "../../graphs/models/sam-tiny-ct.safetensors")
    sam = try Sam(checkpoint: checkpoint.standardizedFileURL.path)
  }

  /// A body with four organs, by the formula in make_everything.py.
  private static var picture: ByteImage {
    let shapes = [
      (84, 60, 76, 54, 105), (50, 55, 26, 22, 160), (118, 48, 15, 18, 185), (84, 92, 12, 9, 225),
      (112, 84, 9, 9, 60),
    ]
    var pixels: [UInt8] = []
    for y in 0..<120 {
      for x in 0..<168 {
        var grey = 10 + (3 * x + 5 * y) % 7
        for (cx, cy, rx, ry, value) in shapes
        where (x - cx) * (x - cx) * ry * ry + (y - cy) * (y - cy) * rx * rx <= rx * rx * ry * ry {
          grey = value + (7 * x + 3 * y) % 11
        }
        pixels.append(UInt8(grey))
      }
    }
    return ByteImage(height: 120, width: 168, channels: 1, pixels: pixels)
  }

  private static func options(_ run: String) -> SamAutomaticMaskGenerator.Options {
    var options = SamAutomaticMaskGenerator.Options()
    options.pointsPerSide = 8
    options.predIoUThresh = 0.4
    options.stabilityScoreThresh = 0.545
    if run == "crops" {
      options.pointsPerBatch = 7
      options.predIoUThresh = 0.35
      options.cropNLayers = 1
      options.cropNPointsDownscaleFactor = 2
      options.boxNMSThresh = 0.6
      options.cropNMSThresh = 0.5
      options.minMaskRegionArea = 30
    }
    return options
  }

  /// The same masks in the same order: IoU at least 0.99, ratings within 1e-4, stability within
  /// 0.01 (a pixel of the smallest masks).
  @Test(arguments: ["plain", "crops"])
  func agreesWithTheOfficialGenerator(_ run: String) throws {
    let picture = Self.picture
    try #require(picture.pixels.reduce(0) { $0 + Int($1) } == reference.pictureSum)
    let generator = SamAutomaticMaskGenerator(sam: sam, options: Self.options(run))
    let found = try generator.generate(picture, team: team)
    let expected = try #require(reference.runs[run])
    try #require(found.count == expected.count && expected.count > 5)
    for (ours, theirs) in zip(found, expected) {
      let pairs = Array(zip(ours.segmentation.mask, theirs.pixels))
      let shared = pairs.count { $0 == 1 && $1 == 1 }
      let all = pairs.count { $0 == 1 || $1 == 1 }
      #expect(Double(shared) >= 0.99 * Double(all), "\(theirs.bbox)")
      #expect(abs(ours.predictedIoU - theirs.predictedIoU) < 1e-4)
      #expect(abs(ours.stabilityScore - theirs.stabilityScore) < 0.01)
      #expect(ours.pointCoords.x == theirs.pointCoords[0][0])
      #expect(ours.pointCoords.y == theirs.pointCoords[0][1])
      #expect(ours.cropBox.xywh == theirs.cropBox)
      if shared == all { #expect(ours.box.xywh == theirs.bbox && ours.area == theirs.area) }
    }
  }

  /// An embedding that is there already makes no difference.
  @Test func takesAnEmbedding() throws {
    let generator = SamAutomaticMaskGenerator(sam: sam, options: Self.options("plain"))
    let embedding = try sam.embed(Self.picture, team: team)
    let found = try generator.generate(Self.picture, embedding: embedding, team: team)
    #expect(found == (try generator.generate(Self.picture, team: team)))
  }

  /// The text form of every mask is what pycocotools makes of it.
  @Test func encodesRunsAsPycocotoolsDoes() throws {
    for mask in reference.runs.values.joined() {
      let (height, width) = (mask.segmentation.size[0], mask.segmentation.size[1])
      let rle = MaskRLE(
        mask: mask.pixels, crop: CropBox(x0: 0, y0: 0, x1: width, y1: height),
        size: ImageSize(height: height, width: width))
      #expect(rle.counts == mask.segmentation.counts)
      #expect(rle.compressedCounts == mask.compressed)
      #expect(rle.mask == mask.pixels && rle.area == mask.area)
    }
  }

  @Test func runsGoDownColumns() {
    let size = ImageSize(height: 2, width: 3)
    func counts(_ mask: [UInt8], _ crop: CropBox) -> [UInt32] {
      MaskRLE(mask: mask, crop: crop, size: size).counts
    }
    let whole = CropBox(x0: 0, y0: 0, x1: 3, y1: 2)
    #expect(counts([1, 1, 0, 0, 1, 0], whole) == [0, 1, 1, 2, 2])
    #expect(counts([0, 0, 0, 0, 0, 0], whole) == [6])
    #expect(counts([1, 1, 1, 1, 1, 1], whole) == [0, 6])
    // A crop of one column, in the middle and at the edge.
    #expect(counts([1, 1], CropBox(x0: 1, y0: 0, x1: 2, y1: 2)) == [2, 2, 2])
    #expect(counts([0, 1], CropBox(x0: 2, y0: 0, x1: 3, y1: 2)) == [5, 1])
  }

  /// Reference: `generate_crop_boxes((100, 150), 2, 512 / 1500)` of the official package.
  @Test func cropsOverlap() {
    let crops = AMG.cropBoxes(
      of: ImageSize(height: 100, width: 150), layers: 2, overlapRatio: 512.0 / 1500)
    #expect(
      crops.map(\.layer) == [0] + Array(repeating: 1, count: 4) + Array(repeating: 2, count: 16))
    #expect(crops[0].box == CropBox(x0: 0, y0: 0, x1: 150, y1: 100))
    #expect(crops[1].box == CropBox(x0: 0, y0: 0, x1: 92, y1: 67))
    #expect(crops[2].box == CropBox(x0: 0, y0: 33, x1: 92, y1: 100))
    #expect(crops[4].box == CropBox(x0: 58, y0: 33, x1: 150, y1: 100))
    #expect(crops[20].box == CropBox(x0: 102, y0: 63, x1: 150, y1: 100))
  }

  @Test func pointsLieInTheMiddleOfTheirShare() {
    #expect(AMG.pointGrid(perSide: 1) == [ImagePoint(x: 0.5, y: 0.5)])
    #expect(
      AMG.pointGrid(perSide: 2) == [
        ImagePoint(x: 0.25, y: 0.25), ImagePoint(x: 0.75, y: 0.25), ImagePoint(x: 0.25, y: 0.75),
        ImagePoint(x: 0.75, y: 0.75),
      ])
  }

  @Test func theBetterOfTwoBoxesStays() {
    let boxes = [
      CropBox(x0: 0, y0: 0, x1: 10, y1: 10), CropBox(x0: 0, y0: 0, x1: 10, y1: 8),
      CropBox(x0: 5, y0: 0, x1: 15, y1: 10), CropBox(x0: 0, y0: 0, x1: 0, y1: 0),
      CropBox(x0: 0, y0: 0, x1: 0, y1: 0),
    ]
    // Overlaps with the first: 0.8 and 1/3; empty boxes overlap with nothing.
    #expect(AMG.nms(boxes, scores: [0.5, 0.9, 0.1, 0.1, 0], threshold: 0.7) == [1, 2, 3, 4])
    #expect(AMG.nms(boxes, scores: [1, 1, 1, 1, 1], threshold: 0.7) == [0, 2, 3, 4])
    #expect(AMG.nms(boxes, scores: [1, 1, 1, 1, 1], threshold: 0.81) == [0, 1, 2, 3, 4])
  }

  @Test func smallRegionsGo() {
    let rows = ["11111000", "10001001", "10101001", "10001000", "11111010"]
    let mask = rows.flatMap { $0.map { UInt8($0 == "1" ? 1 : 0) } }
    func text(_ mask: [UInt8]) -> [String] {
      stride(from: 0, to: mask.count, by: 8).map { start in
        mask[start..<start + 8].map { $0 == 1 ? "1" : "0" }.joined()
      }
    }
    var filled = mask
    #expect(AMG.remove(.holes, under: 9, from: &filled, width: 8))
    #expect(text(filled) == ["11111000", "11111001", "11111001", "11111000", "11111010"])
    var alone = mask
    #expect(AMG.remove(.islands, under: 3, from: &alone, width: 8))
    #expect(text(alone) == ["11111000", "10001000", "10001000", "10001000", "11111000"])
    // Of islands that are all too small the largest stays.
    var largest = mask
    #expect(AMG.remove(.islands, under: 99, from: &largest, width: 8))
    #expect(largest == alone)
    #expect(!AMG.remove(.holes, under: 2, from: &largest, width: 8))
  }
}
