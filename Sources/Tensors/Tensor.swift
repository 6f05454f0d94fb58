/// A dense float32 array in row-major order, with value semantics.
///
/// Copies share storage until one of them is written to. Storage is 64-byte aligned, so that the
/// kernels' vector loads never straddle cache lines.
public struct Tensor: Sendable {
  /// Extents, outermost first, for example `[B, C, H, W]`. An empty shape is a scalar.
  public let shape: [Int]
  private var storage: TensorStorage

  /// The number of elements: the product of the extents.
  public var count: Int { storage.count }
  public var rank: Int { shape.count }

  /// A tensor whose elements `initialize` writes, every one of them, before it returns.
  public init(
    uninitialized shape: [Int],
    _ initialize: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    self.shape = shape
    self.storage = TensorStorage(count: shape.reduce(1, *))
    try initialize(storage.elements)
  }

  /// A tensor with every element equal to `value`.
  public init(repeating value: Float, shape: [Int]) {
    self.init(uninitialized: shape) { $0.initialize(repeating: value) }
  }

  /// A tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(repeating: 0, shape: shape)
  }

  /// A tensor with the given elements, of which there must be as many as `shape` holds.
  public init(_ elements: [Float], shape: [Int]) {
    precondition(elements.count == shape.reduce(1, *), "as many elements as the shape holds")
    self.init(uninitialized: shape) { _ = $0.initialize(from: elements) }
  }

  /// The same elements under another shape with the same count. Costs nothing.
  public func reshaped(_ shape: [Int]) -> Tensor {
    precondition(shape.reduce(1, *) == count, "a reshape keeps the number of elements")
    return Tensor(shape: shape, storage: storage)
  }

  private init(shape: [Int], storage: TensorStorage) {
    self.shape = shape
    self.storage = storage
  }

  /// The elements, for reading.
  public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(storage.elements)) }
  }

  /// The elements, for writing; copies them first if another tensor shares them.
  public mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = TensorStorage(count: storage.count)
      _ = copy.elements.initialize(from: storage.elements)
      storage = copy
    }
    return try withExtendedLifetime(storage) { try body(storage.elements) }
  }

  /// The elements as an array. Copies.
  public var elements: [Float] {
    withUnsafeBufferPointer { Array($0) }
  }
}
