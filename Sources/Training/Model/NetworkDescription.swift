public import NN

/// Which network, of which size: what a model file says beside its weights.
public struct NetworkDescription: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// MONAI's UNet with residual units, instance norm and PReLU.
    case residual = "unet"
    /// Two convolutions a level with batch norm and ReLU.
    case plain = "plain-unet"
  }

  public var kind: Kind
  public var inChannels: Int
  /// 1 for foreground against background, else one for each class and one for the background.
  public var outChannels: Int
  /// Channels of each level, finest first.
  public var channels: [Int]
  public var residualUnits: Int
  public var dropout: Double

  public init(
    _ kind: Kind = .residual, inChannels: Int = 1, outChannels: Int = 1,
    channels: [Int] = [32, 64, 128, 256, 512], residualUnits: Int = 2, dropout: Double = 0
  ) {
    self.kind = kind
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.channels = channels
    self.residualUnits = residualUnits
    self.dropout = dropout
  }

  /// What makes no sense of it, in words.
  public var problems: [String] {
    var problems: [String] = []
    if !(2...8).contains(channels.count) || !channels.allSatisfy({ (1...4096).contains($0) }) {
      problems.append("channels: 2 to 8 levels of 1 to 4096 channels each, not \(channels)")
    }
    if !(1...8).contains(residualUnits) {
      problems.append("residual-units: 1 to 8, not \(residualUnits)")
    }
    if !(0..<1).contains(dropout) { problems.append("dropout: 0 to less than 1, not \(dropout)") }
    return problems
  }

  /// The network; there must be no problems.
  public var network: any SegmentationNetwork {
    switch kind {
    case .residual:
      UNet(
        inChannels: inChannels, outChannels: outChannels, channels: channels,
        residualUnits: residualUnits, dropout: Float(dropout))
    case .plain:
      PlainUNet(inChannels: inChannels, outChannels: outChannels, channels: channels)
    }
  }

  /// Reads the sizes off the shapes of a checkpoint's tensors, as MONAI's or this package's UNets name
  /// them, with strides of 2.
  ///
  /// - Throws: `TrainingError.unusableModel` if it is neither.
  public init(reading checkpoint: Checkpoint) throws {
    if let plain = Self.plain(checkpoint) {
      self = plain
    } else if let residual = Self.residual(checkpoint) {
      self = residual
    } else {
      throw TrainingError.unusableModel(
        file: checkpoint.path,
        Self.hint(checkpoint)
          + "no UNet that is known: expected MONAI's 2-d UNet with residual units (model.0.conv.unit0…) "
          + "or a plain one (down.0.0.weight …), found \(checkpoint.entries.count) tensors"
          + (checkpoint.entries.first.map { ", the first “\($0.name)”" } ?? ""))
    }
  }

  /// What else it is, if that is known, and what to do with it.
  private static func hint(_ checkpoint: Checkpoint) -> String {
    if checkpoint.entries.contains(where: { $0.name.contains("image_encoder.") }) {
      return "it looks like a SAM checkpoint, which `sluice label` takes; "
    }
    if checkpoint.entries.contains(where: { $0.name.hasPrefix("parameters/") }) {
      return "it is for going on with a training, whose model is best.safetensors beside it; "
    }
    return ""
  }

  private static func residual(_ checkpoint: Checkpoint) -> NetworkDescription? {
    var prefix = "model"
    var channels: [Int] = []
    var inputs: Int?
    func shape(_ name: String) -> [Int]? { checkpoint.entry(named: name)?.shape }
    while let first = shape(prefix + ".0.conv.unit0.conv.weight"), first.count == 4 {
      inputs = inputs ?? first[1]
      channels.append(first[0])
      prefix += ".1.submodule"
    }
    guard let bottom = shape(prefix + ".conv.unit0.conv.weight"), bottom.count == 4,
      let inputs, let last = shape("model.2.0.conv.weight"), last.count == 4
    else { return nil }
    channels.append(bottom[0])
    var units = 0
    while shape("model.0.conv.unit\(units).conv.weight") != nil { units += 1 }
    return NetworkDescription(
      .residual, inChannels: inputs, outChannels: last[1], channels: channels,
      residualUnits: units)
  }

  private static func plain(_ checkpoint: Checkpoint) -> NetworkDescription? {
    var channels: [Int] = []
    while let shape = checkpoint.entry(named: "down.\(channels.count).0.weight")?.shape,
      shape.count == 4
    {
      channels.append(shape[0])
    }
    guard channels.count >= 2, let first = checkpoint.entry(named: "down.0.0.weight")?.shape,
      let last = checkpoint.entry(named: "out.weight")?.shape, last.count == 4
    else { return nil }
    return NetworkDescription(
      .plain, inChannels: first[1], outChannels: last[0], channels: channels)
  }
}
