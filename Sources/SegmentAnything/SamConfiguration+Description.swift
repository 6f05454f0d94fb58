extension SamConfiguration: CustomStringConvertible {
  /// The released model it is, if it is one, and its extents.
  public var description: String {
    let encoder = imageEncoder
    let global = encoder.globalAttnIndexes.map(String.init).joined(separator: ", ")
    return "\(releasedName ?? "of another size"): pictures of \(imageSize) px; encoder of "
      + "\(encoder.depth) blocks, width \(encoder.embedDim), \(encoder.heads) heads, windows of "
      + "\(encoder.windowSize), global attention in \(global); embeddings "
      + "\(promptEmbedDim)×\(gridSize)×\(gridSize)"
  }

  /// `ViT-B`, `ViT-L`, `ViT-H`, or `nil` for a model of other extents. MedSAM is a ViT-B.
  public var releasedName: String? {
    let released: [(String, SamConfiguration)] = [
      ("ViT-B", .vitB), ("ViT-L", .vitL), ("ViT-H", .vitH),
    ]
    return released.first { $0.1 == self }?.0
  }
}
