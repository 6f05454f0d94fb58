public import Tensors

/// Masks of everything in a picture, from a grid of points:
/// segment_anything/automatic_mask_generator.py.
public struct SamAutomaticMaskGenerator: Sendable {
  /// The official arguments, with the official defaults, which are chosen for ViT-H.
  public struct Options: Sendable, Hashable {
    /// Points along one side of the picture.
    public var pointsPerSide = 32
    /// Points that are decoded together; makes no difference to the masks.
    public var pointsPerBatch = 64
    /// Masks that the model rates no higher are left out.
    public var predIoUThresh = 0.88
    /// Masks of a lower stability score are left out.
    public var stabilityScoreThresh = 0.95
    /// How far the threshold is moved for the stability score, in logits.
    public var stabilityScoreOffset = 1.0
    /// The overlap of two boxes from which on the worse mask is left out.
    public var boxNMSThresh = 0.7
    /// Layers of crops, the nth of 4ⁿ crops, each of which is encoded anew.
    public var cropNLayers = 0
    /// As `boxNMSThresh`, for masks of different crops.
    public var cropNMSThresh = 0.7
    /// The overlap of the first layer's crops, as a share of the picture's shorter side.
    public var cropOverlapRatio = 512.0 / 1500
    /// By what factor each layer has fewer points along a side than the one before.
    public var cropNPointsDownscaleFactor = 1
    /// Holes and islands of fewer pixels are removed; 0 for none.
    public var minMaskRegionArea = 0

    public init() {}
  }

  /// One mask.
  public struct Annotation: Sendable, Hashable {
    public var segmentation: MaskRLE
    /// First and last column and row: `bbox` is `box.xywh`.
    public var box: CropBox
    /// The model's own estimate of the mask's IoU.
    public let predictedIoU: Float
    /// The point that the mask answers, in pixels of the picture.
    public let pointCoords: ImagePoint
    /// Which of the three masks for that point it is, 1 to 3.
    public let maskIndex: Int
    public let stabilityScore: Float
    /// The part of the picture that the model saw.
    public let cropBox: CropBox

    public var area: Int { segmentation.area }
  }

  public let sam: Sam
  public let options: Options

  public init(sam: Sam, options: Options = Options()) {
    self.sam = sam
    self.options = options
  }

  /// All masks of a picture, the best first.
  ///
  /// - Parameter embedding: that of the whole picture, if it has been made already.
  ///
  /// Throws `SamError` for a picture that can't be embedded.
  public func generate(
    _ image: ByteImage, embedding: ImageEmbedding? = nil, team: ThreadTeam
  ) throws -> [Annotation] {
    let crops = AMG.cropBoxes(
      of: image.size, layers: options.cropNLayers, overlapRatio: options.cropOverlapRatio)
    var found: [Annotation] = []
    for (index, crop) in crops.enumerated() {
      let seen =
        if index == 0, let embedding { embedding } else {
          try sam.embed(image.cropped(to: crop.box), team: team)
        }
      found += try masks(of: crop.box, layer: crop.layer, seen, image.size, team)
    }
    if crops.count > 1 {
      // Masks of smaller crops are preferred.
      found = suppressed(
        found, scores: found.map { 1 / Float($0.cropBox.area) }, threshold: options.cropNMSThresh)
    }
    return options.minMaskRegionArea > 0 ? withoutSmallRegions(found) : found
  }

  /// `_process_crop`
  private func masks(
    of crop: CropBox, layer: Int, _ embedding: ImageEmbedding, _ size: ImageSize,
    _ team: ThreadTeam
  ) throws -> [Annotation] {
    var perSide = options.pointsPerSide
    for _ in 0..<layer { perSide /= max(options.cropNPointsDownscaleFactor, 1) }
    let points = AMG.pointGrid(perSide: max(perSide, 1)).map {
      ImagePoint(x: $0.x * Double(crop.width), y: $0.y * Double(crop.height))
    }
    var found: [Annotation] = []
    let batch = max(options.pointsPerBatch, 1)
    for start in stride(from: 0, to: points.count, by: batch) {
      let points = Array(points[start..<min(start + batch, points.count)])
      let predictions = try sam.predict(
        embedding: embedding.tensor, originalSize: embedding.originalSize,
        prompts: points.map { ImagePrompt(points: [$0], pointLabels: [.foreground]) },
        multimask: true, team: team)
      for (point, prediction) in zip(points, predictions) {
        found += try annotations(prediction, of: point, in: crop, size, team)
      }
    }
    return suppressed(
      found, scores: found.map(\.predictedIoU), threshold: options.boxNMSThresh)
  }

  /// What is good enough of a point's three masks: `_process_batch`.
  private func annotations(
    _ prediction: Prediction, of point: ImagePoint, in crop: CropBox, _ size: ImageSize,
    _ team: ThreadTeam
  ) throws -> [Annotation] {
    var found: [Annotation] = []
    for (index, predictedIoU) in prediction.iouPredictions.enumerated()
    where options.predIoUThresh <= 0 || predictedIoU > Float(options.predIoUThresh) {
      let logits = try sam.upscaleMasks(
        prediction.lowResMasks.mask(index),
        originalSize: ImageSize(height: crop.height, width: crop.width), team: team)
      let stability = Sam.stabilityScore(
        logits, thresholdOffset: Float(options.stabilityScoreOffset))[0]
      guard stability >= Float(options.stabilityScoreThresh) else { continue }
      let mask = LabelKernels.mask(logits)
      let box = AMG.box(around: mask, width: crop.width)
      guard !AMG.isNearCropEdge(box, of: crop, in: size) else { continue }
      found.append(
        Annotation(
          segmentation: MaskRLE(mask: mask, crop: crop, size: size),
          box: CropBox(
            x0: box.x0 + crop.x0, y0: box.y0 + crop.y0, x1: box.x1 + crop.x0,
            y1: box.y1 + crop.y0),
          predictedIoU: predictedIoU,
          pointCoords: ImagePoint(x: point.x + Double(crop.x0), y: point.y + Double(crop.y0)),
          maskIndex: index + 1, stabilityScore: stability, cropBox: crop))
    }
    return found
  }

  private func suppressed(
    _ found: [Annotation], scores: [Float], threshold: Double
  ) -> [Annotation] {
    AMG.nms(found.map(\.box), scores: scores, threshold: threshold).map { found[$0] }
  }

  /// `postprocess_small_regions`: masks that needed no change are preferred.
  private func withoutSmallRegions(_ found: [Annotation]) -> [Annotation] {
    var (found, scores) = (found, [Float]())
    for index in found.indices {
      let size = found[index].segmentation.size
      var mask = found[index].segmentation.mask
      let hadHoles = AMG.remove(
        .holes, under: options.minMaskRegionArea, from: &mask, width: size.width)
      let hadIslands = AMG.remove(
        .islands, under: options.minMaskRegionArea, from: &mask, width: size.width)
      scores.append(hadHoles || hadIslands ? 0 : 1)
      guard hadHoles || hadIslands else { continue }
      let whole = CropBox(x0: 0, y0: 0, x1: size.width, y1: size.height)
      found[index].segmentation = MaskRLE(mask: mask, crop: whole, size: size)
      found[index].box = AMG.box(around: mask, width: size.width)
    }
    return suppressed(
      found, scores: scores, threshold: max(options.boxNMSThresh, options.cropNMSThresh))
  }
}

extension Tensor {
  /// One of several masks `(M, h, w)`, as `(1, h, w)`.
  fileprivate func mask(_ index: Int) -> Tensor {
    let count = shape[1] * shape[2]
    return withUnsafeBufferPointer {
      Tensor(Array($0[index * count..<(index + 1) * count]), shape: [1, shape[1], shape[2]])
    }
  }
}

extension ByteImage {
  /// A part of the picture.
  fileprivate func cropped(to box: CropBox) -> ByteImage {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(box.area * channels)
    for row in box.y0..<box.y1 {
      let start = (row * width + box.x0) * channels
      pixels += self.pixels[start..<start + box.width * channels]
    }
    return ByteImage(height: box.height, width: box.width, channels: channels, pixels: pixels)
  }
}
