public import ArgumentParser
import SegmentAnything
import Stages

extension AnnotationLine.OutputMode: ExpressibleByArgument {}

/// The arguments of the official automatic mask generator.
struct GenerationOptions: ParsableArguments {
  @Option(help: "Points along one side of the picture.")
  var pointsPerSide = 32

  @Option(help: "Points decoded together.")
  var pointsPerBatch = 64

  @Option(help: "Leave out masks that the model rates no higher.")
  var predIouThresh = 0.88

  @Option(help: "Leave out masks of a lower stability score.")
  var stabilityScoreThresh = 0.95

  @Option(help: "How far the threshold is moved for the stability score, in logits.")
  var stabilityScoreOffset = 1.0

  @Option(help: "Overlap of two boxes above which the worse mask is left out.")
  var boxNmsThresh = 0.7

  @Option(help: "Layers of crops, each of which is encoded anew.")
  var cropNLayers = 0

  @Option(help: "As --box-nms-thresh, between crops.")
  var cropNmsThresh = 0.7

  @Option(help: "Overlap of the first layer's crops, as a share of the shorter side.")
  var cropOverlapRatio = 512.0 / 1500

  @Option(help: "By what factor each layer has fewer points along a side.")
  var cropNPointsDownscaleFactor = 1

  @Option(help: "Remove holes and islands of fewer pixels.")
  var minMaskRegionArea = 0

  @Option(help: "How runs are written: coco-rle (pycocotools' text) or uncompressed-rle.")
  var outputMode = AnnotationLine.OutputMode.compressed

  func validate() throws {
    for (name, value, range) in [
      ("points-per-side", pointsPerSide, 1...1024), ("points-per-batch", pointsPerBatch, 1...4096),
      ("crop-n-layers", cropNLayers, 0...4),
      ("crop-n-points-downscale-factor", cropNPointsDownscaleFactor, 1...64),
      ("min-mask-region-area", minMaskRegionArea, 0...1_000_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) is \(value), but must be \(range.lowerBound) to \(range.upperBound).")
    }
    for (name, value) in [
      ("pred-iou-thresh", predIouThresh), ("stability-score-thresh", stabilityScoreThresh),
      ("box-nms-thresh", boxNmsThresh), ("crop-nms-thresh", cropNmsThresh),
      ("crop-overlap-ratio", cropOverlapRatio),
    ] where !(0...1).contains(value) {
      throw ValidationError("--\(name) is \(value), but must be 0 to 1.")
    }
    guard (0...100).contains(stabilityScoreOffset) else {
      throw ValidationError(
        "--stability-score-offset is \(stabilityScoreOffset), but must be 0 to 100.")
    }
  }

  var options: SamAutomaticMaskGenerator.Options {
    var options = SamAutomaticMaskGenerator.Options()
    options.pointsPerSide = pointsPerSide
    options.pointsPerBatch = pointsPerBatch
    options.predIoUThresh = predIouThresh
    options.stabilityScoreThresh = stabilityScoreThresh
    options.stabilityScoreOffset = stabilityScoreOffset
    options.boxNMSThresh = boxNmsThresh
    options.cropNLayers = cropNLayers
    options.cropNMSThresh = cropNmsThresh
    options.cropOverlapRatio = cropOverlapRatio
    options.cropNPointsDownscaleFactor = cropNPointsDownscaleFactor
    options.minMaskRegionArea = minMaskRegionArea
    return options
  }
}
