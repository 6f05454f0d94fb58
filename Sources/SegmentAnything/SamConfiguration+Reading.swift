public import NN

/// Reading a model's extents off the shapes of its tensors.
extension SamConfiguration {
  /// The configuration of the SAM whose tensors these are.
  ///
  /// Throws `SamError.wrongTensors` if a tensor that tells an extent is missing or has a shape that
  /// no SAM has. Whether all other tensors fit is not checked here.
  public init(weights: Weights) throws {
    try self.init(weights: weights, prefix: "", file: "the tensors")
  }

  /// `prefix` and `file` are for errors: where the names and the tensors come from.
  init(weights: Weights, prefix: String, file: String) throws {
    var reader = ShapeReader(weights: weights, prefix: prefix)
    let position = reader.extents("image_encoder.pos_embed", "(1, grid, grid, channels)") {
      $0.count == 4 && $0[0] == 1 && $0[1] == $0[2]
    }
    let dim = position[3]
    // Nothing is known of heads if the width isn't; 0 is a multiple of every number.
    let multiple = reader.foundProblems ? 0 : dim
    let grid = position[1]
    let depth = reader.count("image_encoder.blocks")
    let relative = (0..<depth).map { block in
      reader.extents(
        "image_encoder.blocks.\(block).attn.rel_pos_h", "(2 * side - 1, channels of a head)"
      ) { $0.count == 2 && $0[0] % 2 == 1 && multiple % $0[1] == 0 }
    }
    let neck = reader.extents(
      "image_encoder.neck.0.weight", "(channels, \(dim), 1, 1), channels a multiple of 16"
    ) { $0.count == 4 && $0[0] % 16 == 0 }
    let mask = reader.extents(
      "prompt_encoder.mask_downscaling.3.weight", "(channels, channels / 4, 2, 2)"
    ) { $0.count == 4 && $0[0] % 4 == 0 }
    let mlp = reader.extents(
      "mask_decoder.transformer.layers.0.mlp.lin1.weight", "(mlp, \(neck[0]))"
    ) { $0.count == 2 }
    let iou = reader.extents(
      "mask_decoder.iou_prediction_head.layers.0.weight", "(hidden, \(neck[0]))"
    ) { $0.count == 2 }
    try reader.finish(file: file)

    let global = relative.indices.filter { relative[$0][0] == 2 * grid - 1 }
    let local = relative.indices.first { !global.contains($0) }
    self.init(
      imageEncoder: ImageEncoderViTConfiguration(
        imageSize: grid * SamConfiguration.patchSize, patchSize: SamConfiguration.patchSize,
        embedDim: dim, depth: depth, heads: dim / (relative.first?[1] ?? dim),
        mlpDim: 4 * dim, outChans: neck[0],
        windowSize: local.map { (relative[$0][0] + 1) / 2 } ?? SamConfiguration.windowSize,
        globalAttnIndexes: global),
      maskInChans: mask[0], transformerDepth: reader.count("mask_decoder.transformer.layers"),
      transformerMLPDim: mlp[0], iouHeadHiddenDim: iou[0])
  }

  /// Upstream's constants.
  private static let patchSize = 16
  private static let windowSize = 14
}

/// Collects what is wrong with the shapes that tell a model's extents.
private struct ShapeReader {
  let weights: Weights
  let prefix: String
  private var problems: [SamError.TensorProblem] = []

  /// Far above any model, far below what would overflow when extents are multiplied.
  private static let largestExtent = 1 << 20

  init(weights: Weights, prefix: String) {
    self.weights = weights
    self.prefix = prefix
  }

  /// The shape of a tensor, or ones if it is missing or not as expected.
  mutating func extents(
    _ name: String, _ expected: String, where isExpected: ([Int]) -> Bool
  ) -> [Int] {
    guard let shape = weights.shape(of: name) else {
      problems.append(.missing(name: prefix + name, expected: expected))
      return [1, 1, 1, 1]
    }
    guard shape.allSatisfy({ (1...ShapeReader.largestExtent).contains($0) }), isExpected(shape)
    else {
      problems.append(.wrongShape(name: prefix + name, found: shape, expected: expected))
      return [1, 1, 1, 1]
    }
    return shape
  }

  var foundProblems: Bool { !problems.isEmpty }

  /// How many different numbers follow `name` and a dot in the tensors' names.
  func count(_ name: String) -> Int {
    let start = name.utf8.count + 1
    let numbers = weights.names.lazy.filter { $0.hasPrefix(name + ".") }
      .compactMap { Int($0.dropFirst(start).prefix { $0 != "." }) }
    return Set(numbers).count
  }

  func finish(file: String) throws {
    guard problems.isEmpty else {
      throw SamError.wrongTensors(
        file: file, problems: Array(problems.prefix(SamError.listedProblems)),
        count: problems.count)
    }
  }
}
