import Foundation
public import SegmentAnything
import Tensors

/// One mask as a line of JSON, under the names of the official package's records.
public struct AnnotationLine: Encodable {
  /// How runs are written.
  public enum OutputMode: String, Codable, Sendable, CaseIterable {
    /// As pycocotools' text.
    case compressed = "coco-rle"
    /// As numbers.
    case uncompressed = "uncompressed-rle"
  }

  private struct Segmentation: Encodable {
    let size: [Int]
    let counts: Counts
  }

  private enum Counts: Encodable {
    case text(String)
    case numbers([UInt32])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .numbers(let numbers): try container.encode(numbers)
      }
    }
  }

  private let caseID: String?
  private let slice: Int?
  private let segmentation: Segmentation
  private let area: Int
  private let bbox: [Int]
  private let predictedIoU: Float
  private let stabilityScore: Float
  private let pointCoords: [[Double]]
  private let cropBox: [Int]

  enum CodingKeys: String, CodingKey {
    case segmentation, area, bbox, slice
    case caseID = "case"
    case predictedIoU = "predicted_iou"
    case stabilityScore = "stability_score"
    case pointCoords = "point_coords"
    case cropBox = "crop_box"
  }

  /// - Parameters:
  ///   - caseID: the scan; `nil` for a picture.
  ///   - slice: 0-based along the slicing axis; `nil` for a picture.
  public init(
    _ annotation: SamAutomaticMaskGenerator.Annotation, _ mode: OutputMode, caseID: String? = nil,
    slice: Int? = nil
  ) {
    self.caseID = caseID
    self.slice = slice
    let rle = annotation.segmentation
    segmentation = Segmentation(
      size: [rle.size.height, rle.size.width],
      counts: mode == .compressed ? .text(rle.compressedCounts) : .numbers(rle.counts))
    area = annotation.area
    bbox = annotation.box.xywh
    predictedIoU = annotation.predictedIoU
    stabilityScore = annotation.stabilityScore
    pointCoords = [[annotation.pointCoords.x, annotation.pointCoords.y]]
    cropBox = annotation.cropBox.xywh
  }

  /// The line in UTF-8, with its end; keys in alphabetical order.
  ///
  /// - Throws: `EncodingError` for a rating that is not finite.
  public var bytes: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
  }
}
