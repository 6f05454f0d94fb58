/// SHA-256 (FIPS 180-4), which identifies models and inputs in a run's records.
public enum Digest {
  /// The digest of a file's content as 64 lower-case hexadecimal digits.
  ///
  /// Reads the file once, a mebibyte at a time.
  ///
  /// - Throws: `FileError` if it can't be read.
  public static func sha256(ofFile path: String) throws -> String {
    let hash = SHA256()
    try InputFile(path).forEachPiece { hash.update($0) }
    return hexadecimal(hash.finish())
  }

  /// The digest of bytes as 64 lower-case hexadecimal digits.
  public static func sha256(of bytes: [UInt8]) -> String {
    let hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    return hexadecimal(hash.finish())
  }

  /// Bytes as lower-case hexadecimal digits.
  public static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
