import DurableFiles

/// An array of NumPy's `.npy` format, versions 1 to 3.
///
/// Source: `numpy/lib/format.py`.
public struct NumpyFile: Sendable, Equatable {
  public let dtype: StoredDType
  /// Extents, outermost first. An empty shape is a scalar.
  public let shape: [Int]
  /// The elements: packed, row-major, little-endian.
  public let bytes: [UInt8]

  /// Wraps elements, of which there must be as many as `shape` holds. The type must be a boolean,
  /// an integer, or a float of 16, 32 or 64 bits.
  public init(dtype: StoredDType, shape: [Int], bytes: [UInt8]) {
    precondition(NumpyHeader.descriptions[dtype] != nil, "NumPy has no \(dtype)")
    precondition(bytes.count == dtype.byteCount(of: shape), "as many bytes as the shape takes")
    self.dtype = dtype
    self.shape = shape
    self.bytes = bytes
  }

  /// Wraps float32 elements.
  public init(_ elements: [Float], shape: [Int]) {
    self.init(
      dtype: .float32, shape: shape, bytes: elements.withUnsafeBytes { Array($0) })
  }

  /// Reads the file at `path`; column-major (Fortran) arrays are brought into row-major order.
  ///
  /// Throws `CheckpointError` for files that cannot be read, break the format, or hold other types
  /// than little-endian numbers and booleans.
  public init(reading path: String) throws {
    let file = try InputFile(path)
    let header = try NumpyHeader(reading: file)
    let elements = try file.bytes(at: header.byteCount, count: file.byteCount - header.byteCount)
    guard elements.count == header.dtype.byteCount(of: header.shape) else {
      throw CheckpointError.malformed(
        file: path, part: "data", found: "\(elements.count) bytes",
        expected: "those of \(header.dtype) of shape \(header.shape)")
    }
    dtype = header.dtype
    shape = header.shape
    bytes =
      header.isFortranOrder
      ? Self.rowMajor(elements, shape: shape, elementBytes: dtype.bitCount / 8) : elements
  }

  /// Writes a version 1 file, which appears under `path` only once it is whole and on disk.
  public func write(to path: String) throws {
    let file = try PendingFile(path, naming: .unique)
    try file.write(NumpyHeader.text(dtype: dtype, shape: shape))
    try bytes.withUnsafeBytes { try file.write($0) }
    _ = try file.publish()
  }

  /// The elements as float32, rounded to nearest where it cannot hold them.
  public var floats: [Float] {
    let count = bytes.count * 8 / dtype.bitCount
    return [Float](unsafeUninitializedCapacity: count) { target, initialised in
      bytes.withUnsafeBytes {
        dtype.convert($0, into: UnsafeMutableBufferPointer(rebasing: target[..<count]))
      }
      initialised = count
    }
  }

  private static func rowMajor(_ source: [UInt8], shape: [Int], elementBytes: Int) -> [UInt8] {
    guard !source.isEmpty else { return [] }
    var strides: [Int] = []
    var stride = 1
    for extent in shape {
      strides.append(stride)
      stride *= extent
    }
    return StridedCopy(shape: shape, strides: strides, elementBytes: elementBytes).packed(source)
  }
}
