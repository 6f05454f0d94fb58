internal import Autograd
public import DurableFiles
internal import Foundation
internal import NN
public import Tensors

/// A trained network: weights, what its channels mean, and how its pictures are prepared.
///
/// The file is safetensors with the network's own tensor names, so that MONAI's checkpoints load here
/// and these there; the rest is text beside the tensors.
public struct SegmentationModel: Sendable {
  public let description: NetworkDescription
  public let network: any SegmentationNetwork
  /// Parameters and buffers by name.
  public let weights: [String: Tensor]
  /// The label values of the channels: of the foreground for one channel, of all but the background,
  /// which is channel 0, for several.
  public let classes: [Int]
  /// The names of label values.
  public let labels: [Int: String]
  /// Nil for a file that does not say.
  public let preparation: SlicePreparation?
  /// Other texts for the file.
  public var notes: [String: String] = [:]

  public init(
    _ description: NetworkDescription, weights: [String: Tensor], classes: [Int],
    labels: [Int: String], preparation: SlicePreparation?
  ) {
    precondition(description.outChannels == (classes.count == 1 ? 1 : classes.count + 1))
    self.description = description
    network = description.network
    self.weights = weights
    self.classes = classes
    self.labels = labels
    self.preparation = preparation
  }

  /// In `notes`: the names of the cases that it learned from, a line each.
  public static let casesNote = "sluice.training-cases"

  /// Whether a channel is a yes or no of its own, or channels exclude each other.
  public var activation: SegmentationLoss.Activation {
    description.outChannels == 1 ? .sigmoid : .softmax
  }

  /// Reads a file.
  ///
  /// - Throws: `CheckpointError` if it can't be read or lacks tensors, `TrainingError.unusableModel` if
  ///   it isn't a UNet.
  public init(checkpoint path: String) throws {
    let checkpoint = try Checkpoint.open(path)
    try checkpoint.verify()
    var description = try NetworkDescription(reading: checkpoint)
    if let text = checkpoint.metadata[Key.network] {
      let written = try Self.decode(NetworkDescription.self, text, Key.network, in: path)
      // Whatever a file says of itself, its tensors are what runs.
      description.dropout = written.dropout
    }
    guard description.problems.isEmpty else {
      throw TrainingError.unusableModel(file: path, description.problems.joined(separator: "; "))
    }
    let network = description.network
    let reading = Weights(checkpoint)
    var weights: [String: Tensor] = [:]
    for tensor in network.parameters + network.buffers {
      weights[tensor.name] = try reading.tensor(tensor.name, shape: tensor.shape)
    }
    for name in reading.names where name.hasSuffix("num_batches_tracked") { reading.ignore(name) }
    try reading.finish()
    let outputs = description.outChannels
    let classes =
      try checkpoint.metadata[Key.classes].map {
        try Self.decode([Int].self, $0, Key.classes, in: path)
      } ?? (outputs == 1 ? [1] : Array(1..<outputs))
    guard outputs == (classes.count == 1 ? 1 : classes.count + 1),
      classes.allSatisfy({ (1...254).contains($0) }), Set(classes).count == classes.count
    else {
      throw TrainingError.unusableModel(
        file: path,
        "it has \(outputs) output channels, but its classes are \(classes): expected one channel for "
          + "one class, or one for each and the background; values are 1 to 254, each once")
    }
    self.init(
      description, weights: weights, classes: classes,
      labels: try checkpoint.metadata[Key.labels].map {
        try Self.decode([Int: String].self, $0, Key.labels, in: path)
      } ?? [:],
      preparation: try checkpoint.metadata[Key.preparation].map {
        try Self.decode(SlicePreparation.self, $0, Key.preparation, in: path)
      })
    notes = checkpoint.metadata.filter { !Key.all.contains($0.key) }
  }

  /// Writes the file, which appears only when it is whole.
  ///
  /// - Throws: `FileError`.
  public func write(
    to path: String, in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    var texts = notes
    texts[Key.network] = Self.encode(description)
    texts[Key.classes] = Self.encode(classes)
    texts[Key.labels] = Self.encode(labels)
    texts[Key.preparation] = preparation.map(Self.encode)
    var writer = SafetensorsWriter(metadata: texts, checksum: true)
    for (name, tensor) in weights { writer.add(name, float32: tensor) }
    return try writer.write(to: path, naming: .fixed, in: files)
  }

  private enum Key {
    static let network = "sluice.network"
    static let classes = "sluice.classes"
    static let labels = "sluice.labels"
    static let preparation = "sluice.preparation"
    static let all = [network, classes, labels, preparation]
  }

  private static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Plain structs of numbers and texts always encode.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ text: String, _ key: String, in path: String
  ) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw TrainingError.unusableModel(
        file: path, "its entry “\(key)” can't be read (\(text.prefix(60))); was the file changed?")
    }
  }
}

extension SegmentationModel {
  /// The probabilities of a batch's pixels: `(N, C, H, W)`, of x `(N, inChannels, H, W)` whose sides
  /// are multiples of the network's `sizeMultiple`.
  public func probabilities(_ x: Tensor, team: ThreadTeam) -> Tensor {
    let tape = Tape(team: team)
    let buffers = Set(network.buffers.map(\.name))
    let pass = ForwardPass(
      parameters: weights.filter { !buffers.contains($0.key) }.mapValues(tape.constant),
      buffers: weights.filter { buffers.contains($0.key) }, mode: .evaluation)
    let logits = network.logits(tape.constant(x), pass)
    switch activation {
    case .sigmoid: return logits.mapped(.sigmoid).value
    case .softmax: return SegmentationLoss.logSoftmax(logits).mapped(.exp).value
    }
  }
}
