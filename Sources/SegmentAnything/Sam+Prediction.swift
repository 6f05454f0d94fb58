public import Tensors

/// The masks that the decoder predicted for one prompt.
public struct Prediction: Sendable {
  /// Logits `(M, 4h, 4w)`, M 1 or 3; can be given back as a mask prompt, one mask at a time.
  public var lowResMasks: Tensor
  /// The model's estimate of each mask's intersection over union with the object, one for each.
  public var iouPredictions: [Float]
}

extension Sam {
  /// Predicts the masks of prompts for one picture: `SamPredictor.predict`, many prompts at a time.
  ///
  /// - embedding: `(C, h, w)`, of a picture of `originalSize`.
  /// - multimask: three alternatives for an ambiguous prompt rather than one mask.
  /// - Returns a prediction for each prompt. It depends neither on the other prompts nor on the
  ///   team.
  ///
  /// Throws `SamError` for tensors of the wrong shape, coordinates that aren't finite or far off the
  /// picture, labels that aren't as many as points, and prompts that say nothing.
  public func predict(
    embedding: Tensor, originalSize: ImageSize, prompts: [ImagePrompt], multimask: Bool,
    team: ThreadTeam
  ) throws -> [Prediction] {
    let expected = [configuration.promptEmbedDim, configuration.gridSize, configuration.gridSize]
    guard embedding.shape == expected else {
      throw SamError.wrongShape(
        of: "the image embedding", found: embedding.shape, expected: "\(expected)")
    }
    try checkFit(originalSize)
    for (index, prompt) in prompts.enumerated() { try check(prompt, index: index) }
    let encoded = prompts.map { prompt in
      let transformed = transform(prompt, originalSize: originalSize)
      return promptEncoder(
        points: transformed.points, labels: transformed.pointLabels, box: transformed.box,
        maskInput: transformed.maskInput, team: team)
    }
    return maskDecoder(
      imageEmbedding: embedding, imagePE: promptEncoder.getDensePE(), prompts: encoded,
      multimask: multimask, team: team
    ).map { Prediction(lowResMasks: $0.masks, iouPredictions: $0.iouPredictions) }
  }

  /// The prompt in pixels of the encoder's input.
  private func transform(_ prompt: ImagePrompt, originalSize: ImageSize) -> ImagePrompt {
    let size = inputSize(for: originalSize)
    let xScale = Double(size.width) / Double(originalSize.width)
    let yScale = Double(size.height) / Double(originalSize.height)
    var result = prompt
    result.points = prompt.points.map { ImagePoint(x: $0.x * xScale, y: $0.y * yScale) }
    result.box = prompt.box.map {
      ImageBox(x0: $0.x0 * xScale, y0: $0.y0 * yScale, x1: $0.x1 * xScale, y1: $0.y1 * yScale)
    }
    return result
  }

  /// Beyond this many pixels from the origin a coordinate is a mistake, and its embedding noise.
  private static let largestCoordinate = 1e6

  private func check(_ prompt: ImagePrompt, index: Int) throws {
    func fail(_ part: String, _ found: String, _ expected: String) -> SamError {
      .unusablePrompt(index: index, part: part, found: found, expected: expected)
    }
    guard prompt.points.count == prompt.pointLabels.count else {
      throw fail(
        "labels", "\(prompt.pointLabels.count) for \(prompt.points.count) points",
        "one for each point")
    }
    guard !prompt.points.isEmpty || prompt.box != nil || prompt.maskInput != nil else {
      throw fail("the whole prompt", "no point, no box and no mask", "one of them at least")
    }
    let corners = prompt.box.map { [("box", $0.x0, $0.y0), ("box", $0.x1, $0.y1)] } ?? []
    let points = prompt.points.enumerated().map { index, point in
      ("point \(index)", point.x, point.y)
    }
    for (part, x, y) in points + corners {
      // NaN fails both comparisons.
      guard abs(x) <= Sam.largestCoordinate, abs(y) <= Sam.largestCoordinate else {
        throw fail(part, "(\(x), \(y))", "pixels within \(Int(Sam.largestCoordinate)) of (0, 0)")
      }
    }
    guard let mask = prompt.maskInput else { return }
    let size = promptEncoder.maskInputSize
    guard mask.shape == [1, size.height, size.width] else {
      throw SamError.wrongShape(
        of: "the mask of prompt \(index)", found: mask.shape,
        expected: "\([1, size.height, size.width])")
    }
    guard mask.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) else {
      throw fail("mask", "a logit that is not finite", "finite logits")
    }
  }

  /// Throws unless a picture of `size` could have been embedded.
  func checkFit(_ size: ImageSize) throws {
    guard size.height > 0, size.width > 0 else {
      throw SamError.unusableImage(found: "\(size) pixels", expected: "at least one pixel each way")
    }
    let input = inputSize(for: size)
    guard input.height > 0, input.width > 0 else {
      throw SamError.unusableImage(
        found: "\(size) pixels, which resizing would make \(input)",
        expected: "a picture at most \(2 * configuration.imageSize) times as long as wide")
    }
  }
}
