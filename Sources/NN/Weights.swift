import Synchronization
public import Tensors

/// Strict access to a model's tensors by the keys the checkpoint uses.
///
/// Layers take a scope and read what is theirs under the official names:
///
///     let attention = weights.scope("image_encoder.blocks.0.attn")
///     let bias = try attention.tensor("qkv.bias", shape: [3 * width])
///
/// Once the model is built, `finish()` fails if the checkpoint holds anything that nobody read, so
/// a model of the wrong size or kind never runs half loaded.
public struct Weights: Sendable {
  private let source: Source
  /// The prefix of every key, with its final dot; empty at the root.
  private let prefix: String

  /// The tensors of a checkpoint. Elements are read when asked for.
  public init(_ checkpoint: Checkpoint) {
    source = Source(
      file: checkpoint.path,
      shapes: Dictionary(
        uniqueKeysWithValues: checkpoint.entries.map { ($0.name, $0.shape) }),
      read: checkpoint.tensor(named:))
    prefix = ""
  }

  /// Tensors in memory, by their full names.
  public init(tensors: [String: Tensor]) {
    source = Source(
      file: "tensors in memory", shapes: tensors.mapValues(\.shape), read: { tensors[$0]! })
    prefix = ""
  }

  private init(_ source: Source, prefix: String) {
    self.source = source
    self.prefix = prefix
  }

  /// The tensors whose names start with `name` and a dot.
  public func scope(_ name: String) -> Weights {
    Weights(source, prefix: prefix + name + ".")
  }

  /// Reads the tensor `name` of this scope as float32.
  ///
  /// Throws `CheckpointError.missingTensor` or `.wrongShape` with the full name, before any element
  /// is read, and whatever reading throws.
  public func tensor(_ name: String, shape: [Int]) throws -> Tensor {
    let key = prefix + name
    guard let found = source.shapes[key] else {
      throw CheckpointError.missingTensor(
        file: source.file, name: key,
        advice: NameAdvice.nearest(to: key, among: source.shapes.keys.sorted()))
    }
    guard found == shape else {
      throw CheckpointError.wrongShape(file: source.file, name: key, found: found, expected: shape)
    }
    let tensor = try source.read(key)
    source.markUsed(key)
    return tensor
  }

  /// The shape of the tensor `name` of this scope, or nil if there is none. Does not count as use.
  public func shape(of name: String) -> [Int]? {
    source.shapes[prefix + name]
  }

  /// Whether this scope has a tensor `name`. Does not count as use.
  public func has(_ name: String) -> Bool {
    shape(of: name) != nil
  }

  /// The names in this scope, without its prefix, sorted.
  public var names: [String] {
    source.shapes.keys.filter { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }.sorted()
  }

  /// Declares that the model knows the tensor `name` of this scope and has no use for it, such as a
  /// buffer that it computes itself. A name that is not there is no error.
  public func ignore(_ name: String) {
    source.markUsed(prefix + name)
  }

  /// Throws `CheckpointError.unusedTensors` with the full names of this scope's tensors that were
  /// neither read nor ignored.
  public func finish() throws {
    let unused = source.unused(under: prefix)
    guard unused.isEmpty else {
      throw CheckpointError.unusedTensors(file: source.file, names: unused)
    }
  }
}

/// What all scopes of the same weights share.
private final class Source: Sendable {
  let file: String
  let shapes: [String: [Int]]
  let read: @Sendable (String) throws -> Tensor
  private let used = Mutex<Set<String>>([])

  init(
    file: String, shapes: [String: [Int]], read: @escaping @Sendable (String) throws -> Tensor
  ) {
    self.file = file
    self.shapes = shapes
    self.read = read
  }

  func markUsed(_ key: String) {
    used.withLock { _ = $0.insert(key) }
  }

  func unused(under prefix: String) -> [String] {
    used.withLock { used in
      shapes.keys.filter { $0.hasPrefix(prefix) && !used.contains($0) }.sorted()
    }
  }
}
