/// The header of a safetensors file, held to every rule of the official reader.
///
/// Layout: header length (u64, little-endian), a JSON object, then the elements. Each member of the
/// object is `"name": {"dtype": …, "shape": […], "data_offsets": [begin, end]}`, with offsets from
/// the header's end; the tensors must cover the rest of the file without gap or overlap.
/// Source: https://github.com/huggingface/safetensors, "Format" in README.md, and
/// `Metadata::validate` in tensor.rs.
struct SafetensorsHeader {
  /// In the order of their elements in the file.
  private(set) var tensors: [StoredTensor] = []
  /// The texts under `__metadata__`.
  private(set) var metadata: [String: String] = [:]

  private let path: String
  /// The JSON text.
  private var text: [UInt8] = []

  /// The official reader's limit, in bytes.
  static let byteLimit = 100_000_000
  static let metadataKey = "__metadata__"
  private static let rankLimit = 64

  init(reading file: InputFile) throws {
    path = file.path
    let prefix = try file.bytes(at: 0, count: 8)
    let stated = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard stated <= Self.byteLimit, Int(stated) <= file.byteCount - 8 else {
      throw malformed(
        "header length", "\(stated) bytes",
        "at most \(min(Self.byteLimit, file.byteCount - 8)) bytes")
    }
    text = try file.bytes(at: 8, count: Int(stated))
    guard text.first == UInt8(ascii: "{") else {
      throw malformed("header, byte 8", "no “{”", "a JSON object")
    }
    guard String(validating: text, as: UTF8.self) != nil else {
      throw malformed("header", "bytes that are not UTF-8", "UTF-8 text")
    }
    do {
      try parse(text)
    } catch let failure as JSONScanner.Failure {
      throw malformed("header, byte \(8 + failure.byte)", failure.found, failure.expected)
    }
    try checkCoverage(from: 8 + text.count, to: file.byteCount)
  }

  /// `metadata` without the checksum.
  var notes: [String: String] { metadata.filter { $0.key != SafetensorsChecksum.key } }

  /// Compares the file with the checksum that it carries, if any.
  func verify(_ file: InputFile) throws {
    var checksum = SafetensorsChecksum(header: text)
    let start = 8 + text.count
    try file.forEachPiece(at: start, count: file.byteCount - start) { checksum.update($0) }
    guard let stated = metadata[SafetensorsChecksum.key], stated != checksum.text else { return }
    throw malformed(
      "checksum of the whole", checksum.text,
      "\(stated), as its text “\(SafetensorsChecksum.key)” says, which whoever changes a file has to leave out"
    )
  }

  private mutating func parse(_ text: [UInt8]) throws {
    var scanner = JSONScanner(text)
    try scanner.object { name, scanner in
      if name == Self.metadataKey {
        try scanner.object { key, scanner in metadata[key] = try scanner.string() }
      } else {
        tensors.append(try tensor(name, &scanner, dataOffset: 8 + text.count))
      }
    }
    try scanner.end()
  }

  private func tensor(
    _ name: String, _ scanner: inout JSONScanner, dataOffset: Int
  ) throws -> StoredTensor {
    var dtypeName: String?
    var shape: [Int]?
    var offsets: [Int] = []
    try scanner.object { field, scanner in
      switch field {
      case "dtype": dtypeName = try scanner.string()
      case "shape": shape = try scanner.integers(limit: Self.rankLimit)
      case "data_offsets": offsets = try scanner.integers(limit: 2)
      default: try scanner.skipValue()
      }
    }
    let part = "tensor “\(name)”"
    guard let dtypeName, let shape, offsets.count == 2 else {
      throw malformed(part, "missing fields", "“dtype”, “shape” and “data_offsets” of two numbers")
    }
    guard let dtype = StoredDType(safetensorsName: dtypeName) else {
      throw malformed(part, "dtype “\(dtypeName)”", "one that safetensors defines")
    }
    guard let byteCount = dtype.byteCount(of: shape) else {
      throw malformed(part, "shape \(shape) of \(dtype)", "one with a whole number of bytes")
    }
    let (begin, end) = (offsets[0], offsets[1])
    guard begin <= end, end - begin == byteCount else {
      throw malformed(part, "data_offsets [\(begin), \(end)]", "\(byteCount) bytes for \(shape)")
    }
    let (offset, overflow) = begin.addingReportingOverflow(dataOffset)
    guard !overflow else {
      throw malformed(part, "data_offsets [\(begin), \(end)]", "offsets inside the file")
    }
    return StoredTensor(
      entry: CheckpointEntry(name: name, dtype: dtype, shape: shape, byteCount: byteCount),
      offset: offset, strides: nil)
  }

  /// Sorts the tensors by position and makes sure that each starts where the one before ends.
  private mutating func checkCoverage(from dataOffset: Int, to fileSize: Int) throws {
    tensors.sort { ($0.offset, $0.entry.byteCount) < ($1.offset, $1.entry.byteCount) }
    var end = dataOffset
    for tensor in tensors {
      guard tensor.offset == end else {
        throw malformed(
          "tensor “\(tensor.entry.name)”", "data that starts at byte \(tensor.offset)",
          "byte \(end), where the tensor before it ends")
      }
      guard tensor.entry.byteCount <= fileSize - end else {
        throw malformed(
          "tensor “\(tensor.entry.name)”", "\(tensor.entry.byteCount) bytes from byte \(end)",
          "at most the \(fileSize - end) left in the file")
      }
      end += tensor.entry.byteCount
    }
    guard end == fileSize else {
      throw malformed("data", "\(fileSize) bytes in the file", "\(end), where the last tensor ends")
    }
  }

  private func malformed(
    _ part: String, _ found: String, _ expected: String
  ) -> CheckpointError {
    .malformed(file: path, part: part, found: found, expected: expected)
  }
}
