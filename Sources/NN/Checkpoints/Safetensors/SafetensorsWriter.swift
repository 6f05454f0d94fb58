import CKernels
public import DurableFiles
public import Tensors

/// Writes a safetensors file that every reader of the format takes.
///
/// Declare the tensors with `add`, then `write`: elements are asked for one tensor at a time, so the
/// whole is never in memory. Equal input gives equal bytes: header members are sorted by name, and
/// elements by size of element and name, which keeps every tensor aligned.
public struct SafetensorsWriter {
  /// Receives a tensor's elements, a piece at a time.
  public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  private struct Item {
    let dtype: String
    let bitCount: Int
    let shape: [Int]
    let byteCount: Int
    let produce: (Sink) throws -> Void
  }

  private let metadata: [String: String]
  private let hasChecksum: Bool
  private var items: [String: Item] = [:]

  /// A file without tensors so far, with texts for its `__metadata__`.
  ///
  /// - Parameter checksum: whether one more text is the checksum of the whole, which
  ///   `Checkpoint.verify` compares. Every tensor is then produced twice.
  public init(metadata: [String: String] = [:], checksum: Bool = false) {
    self.metadata =
      checksum
      ? metadata.merging([SafetensorsChecksum.key: SafetensorsChecksum.blank]) { $1 } : metadata
    hasChecksum = checksum
  }

  /// Adds a tensor whose packed, row-major, little-endian elements `produce` will pass to its sink.
  ///
  /// The name must be new, and safetensors must know the type.
  public mutating func add(
    _ name: String, _ dtype: StoredDType, shape: [Int],
    produce: @escaping (_ sink: Sink) throws -> Void
  ) {
    guard let typeName = dtype.safetensorsName, let byteCount = dtype.byteCount(of: shape) else {
      preconditionFailure("\(dtype) of shape \(shape) does not fit into safetensors")
    }
    precondition(name != SafetensorsHeader.metadataKey, "this name is the format's own")
    let item = Item(
      dtype: typeName, bitCount: dtype.bitCount, shape: shape, byteCount: byteCount,
      produce: produce)
    precondition(items.updateValue(item, forKey: name) == nil, "“\(name)” is added once")
  }

  /// Adds a tensor by its packed, row-major, little-endian elements.
  public mutating func add(_ name: String, _ dtype: StoredDType, shape: [Int], bytes: [UInt8]) {
    precondition(bytes.count == dtype.byteCount(of: shape), "as many bytes as the shape takes")
    add(name, dtype, shape: shape) { sink in try bytes.withUnsafeBytes { try sink($0) } }
  }

  /// Adds a tensor as float32.
  public mutating func add(_ name: String, float32 tensor: Tensor) {
    add(name, .float32, shape: tensor.shape) { sink in
      try tensor.withUnsafeBufferPointer { try sink(UnsafeRawBufferPointer($0)) }
    }
  }

  /// Adds a tensor rounded to float16, to nearest, ties to even; values from 65520 up become
  /// infinite.
  public mutating func add(_ name: String, float16 tensor: Tensor) {
    add(name, .float16, shape: tensor.shape) { sink in
      let piece = 1 << 17
      let scratch = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: piece)
      defer { scratch.deallocate() }
      try tensor.withUnsafeBufferPointer { elements in
        for start in stride(from: 0, to: elements.count, by: piece) {
          let count = min(piece, elements.count - start)
          ck_f32_to_f16(elements.baseAddress! + start, scratch.baseAddress!, count)
          try sink(UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: scratch[..<count])))
        }
      }
    }
  }

  /// Writes the file, which appears under `path` only once it is whole and on disk.
  ///
  /// Throws `FileError`, whatever a `produce` throws, and `.malformed` if one passed other
  /// than the bytes its shape takes.
  @discardableResult
  public func write(
    to path: String, naming: PendingFile.Naming = .unique,
    in files: any FileSystem = LocalFileSystem()
  ) throws -> PublishedFile {
    let order = items.sorted { ($1.value.bitCount, $0.key) < ($0.value.bitCount, $1.key) }
    var offsets: [String: Int] = [:]
    var end = 0
    for (name, item) in order {
      offsets[name] = end
      end += item.byteCount
    }
    var header = header(offsets)
    if hasChecksum {
      var checksum = SafetensorsChecksum(header: header)
      for (_, item) in order { try item.produce { checksum.update($0) } }
      checksum.enter(into: &header)
    }
    let file = try PendingFile(path, naming: naming, in: files)
    try file.write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
    try file.write(header)
    for (name, item) in order {
      var written = 0
      try item.produce { piece in
        written += piece.count
        try file.write(piece)
      }
      guard written == item.byteCount else {
        throw CheckpointError.malformed(
          file: path, part: "tensor “\(name)”, as produced", found: "\(written) bytes",
          expected: "\(item.byteCount)")
      }
    }
    return try file.publish()
  }

  /// The JSON text, padded with blanks so that the elements start at a multiple of 8 bytes.
  private func header(_ offsets: [String: Int]) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0)):\(quoted($1))" }
      members.append("\(quoted(SafetensorsHeader.metadataKey)):{\(texts.joined(separator: ","))}")
    }
    for (name, item) in items.sorted(by: { $0.key < $1.key }) {
      let shape = item.shape.map(String.init).joined(separator: ",")
      let begin = offsets[name]!
      members.append(
        "\(quoted(name)):{\"dtype\":\"\(item.dtype)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(begin + item.byteCount)]}")
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    text += Array(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return text
  }

  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case ..<" ":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
