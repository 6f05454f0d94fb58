internal import CKernels

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4): tells damage, not forgery.
public struct CRC32C: Sendable, Hashable {
  public private(set) var value: UInt32 = 0

  public init() {}

  /// Eight hexadecimal digits.
  public var text: String { Self.text(value) }

  static func text(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    value = ck_crc32c(value, start, bytes.count)
  }

  /// As `update` with bytes whose checksum is known.
  public mutating func append(_ next: CRC32C, byteCount: Int) {
    value = ck_crc32c_joined(value, next.value, byteCount)
  }

  /// The checksum of bytes.
  public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(bytes)
    return checksum.value
  }

  /// The checksum of bytes.
  public static func checksum(of bytes: some ContiguousBytesCollection) -> UInt32 {
    bytes.withUnsafeBytes { checksum(of: $0) }
  }
}

/// Arrays of bytes and their slices.
public protocol ContiguousBytesCollection: Collection<UInt8> {
  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result
}

extension [UInt8]: ContiguousBytesCollection {}
extension ArraySlice<UInt8>: ContiguousBytesCollection {}
