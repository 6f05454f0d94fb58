/// The names and shapes of a SAM's tensors, as `Sam.state_dict()` lists them upstream.
extension SamConfiguration {
  /// Every tensor that a checkpoint of this model must hold.
  public var tensorShapes: [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    addImageEncoder(to: &shapes)
    addPromptEncoder(to: &shapes)
    addMaskDecoder(to: &shapes)
    return shapes
  }

  /// Tensors that a checkpoint may hold: upstream doesn't save them.
  static let optionalTensorShapes = ["pixel_mean": [3, 1, 1], "pixel_std": [3, 1, 1]]

  private func addImageEncoder(to shapes: inout [String: [Int]]) {
    let encoder = imageEncoder
    let (dim, patch) = (encoder.embedDim, encoder.patchSize)
    shapes["image_encoder.pos_embed"] = [1, gridSize, gridSize, dim]
    shapes["image_encoder.patch_embed.proj.weight"] = [dim, 3, patch, patch]
    shapes["image_encoder.patch_embed.proj.bias"] = [dim]
    for block in 0..<encoder.depth {
      let name = "image_encoder.blocks.\(block)"
      let isGlobal = encoder.globalAttnIndexes.contains(block)
      let side = isGlobal ? gridSize : encoder.windowSize
      shapes.addNorm("\(name).norm1", dim)
      shapes.addLinear("\(name).attn.qkv", from: dim, to: 3 * dim)
      shapes.addLinear("\(name).attn.proj", from: dim, to: dim)
      shapes["\(name).attn.rel_pos_h"] = [2 * side - 1, encoder.headDim]
      shapes["\(name).attn.rel_pos_w"] = [2 * side - 1, encoder.headDim]
      shapes.addNorm("\(name).norm2", dim)
      shapes.addLinear("\(name).mlp.lin1", from: dim, to: encoder.mlpDim)
      shapes.addLinear("\(name).mlp.lin2", from: encoder.mlpDim, to: dim)
    }
    shapes["image_encoder.neck.0.weight"] = [promptEmbedDim, dim, 1, 1]
    shapes.addNorm("image_encoder.neck.1", promptEmbedDim)
    shapes["image_encoder.neck.2.weight"] = [promptEmbedDim, promptEmbedDim, 3, 3]
    shapes.addNorm("image_encoder.neck.3", promptEmbedDim)
  }

  private func addPromptEncoder(to shapes: inout [String: [Int]]) {
    let dim = promptEmbedDim
    shapes["prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"] = [2, dim / 2]
    for point in 0..<4 { shapes["prompt_encoder.point_embeddings.\(point).weight"] = [1, dim] }
    shapes["prompt_encoder.not_a_point_embed.weight"] = [1, dim]
    shapes["prompt_encoder.no_mask_embed.weight"] = [1, dim]
    let mask = "prompt_encoder.mask_downscaling"
    shapes["\(mask).0.weight"] = [maskInChans / 4, 1, 2, 2]
    shapes["\(mask).0.bias"] = [maskInChans / 4]
    shapes.addNorm("\(mask).1", maskInChans / 4)
    shapes["\(mask).3.weight"] = [maskInChans, maskInChans / 4, 2, 2]
    shapes["\(mask).3.bias"] = [maskInChans]
    shapes.addNorm("\(mask).4", maskInChans)
    shapes["\(mask).6.weight"] = [dim, maskInChans, 1, 1]
    shapes["\(mask).6.bias"] = [dim]
  }

  private func addMaskDecoder(to shapes: inout [String: [Int]]) {
    let dim = promptEmbedDim
    let transformer = "mask_decoder.transformer"
    for layer in 0..<transformerDepth {
      let name = "\(transformer).layers.\(layer)"
      shapes.addAttention("\(name).self_attn", dim, inner: dim)
      shapes.addAttention("\(name).cross_attn_token_to_image", dim, inner: dim / 2)
      shapes.addAttention("\(name).cross_attn_image_to_token", dim, inner: dim / 2)
      shapes.addLinear("\(name).mlp.lin1", from: dim, to: transformerMLPDim)
      shapes.addLinear("\(name).mlp.lin2", from: transformerMLPDim, to: dim)
      for norm in 1...4 { shapes.addNorm("\(name).norm\(norm)", dim) }
    }
    shapes.addAttention("\(transformer).final_attn_token_to_image", dim, inner: dim / 2)
    shapes.addNorm("\(transformer).norm_final_attn", dim)
    shapes["mask_decoder.iou_token.weight"] = [1, dim]
    shapes["mask_decoder.mask_tokens.weight"] = [MaskDecoder.numMaskTokens, dim]
    shapes["mask_decoder.output_upscaling.0.weight"] = [dim, dim / 4, 2, 2]
    shapes["mask_decoder.output_upscaling.0.bias"] = [dim / 4]
    shapes.addNorm("mask_decoder.output_upscaling.1", dim / 4)
    shapes["mask_decoder.output_upscaling.3.weight"] = [dim / 4, dim / 8, 2, 2]
    shapes["mask_decoder.output_upscaling.3.bias"] = [dim / 8]
    for mask in 0..<MaskDecoder.numMaskTokens {
      let layers = "mask_decoder.output_hypernetworks_mlps.\(mask).layers"
      shapes.addLinear("\(layers).0", from: dim, to: dim)
      shapes.addLinear("\(layers).1", from: dim, to: dim)
      shapes.addLinear("\(layers).2", from: dim, to: dim / 8)
    }
    let iou = "mask_decoder.iou_prediction_head.layers"
    shapes.addLinear("\(iou).0", from: dim, to: iouHeadHiddenDim)
    shapes.addLinear("\(iou).1", from: iouHeadHiddenDim, to: iouHeadHiddenDim)
    shapes.addLinear("\(iou).2", from: iouHeadHiddenDim, to: MaskDecoder.numMaskTokens)
  }
}

extension [String: [Int]] {
  fileprivate mutating func addLinear(_ name: String, from inputs: Int, to outputs: Int) {
    self["\(name).weight"] = [outputs, inputs]
    self["\(name).bias"] = [outputs]
  }

  fileprivate mutating func addNorm(_ name: String, _ channels: Int) {
    self["\(name).weight"] = [channels]
    self["\(name).bias"] = [channels]
  }

  fileprivate mutating func addAttention(_ name: String, _ dim: Int, inner: Int) {
    addLinear("\(name).q_proj", from: dim, to: inner)
    addLinear("\(name).k_proj", from: dim, to: inner)
    addLinear("\(name).v_proj", from: dim, to: inner)
    addLinear("\(name).out_proj", from: inner, to: dim)
  }
}
