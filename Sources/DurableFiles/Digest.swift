internal import CCrypto

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
    return hash.finish()
  }

  /// The digest of bytes as 64 lower-case hexadecimal digits.
  public static func sha256(of bytes: [UInt8]) -> String {
    let hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }
}

/// One computation under way in libcrypto.
///
/// Its calls fail only where the library was built without SHA-256 or memory is out.
private final class SHA256 {
  private let context: OpaquePointer

  init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    else { preconditionFailure("libcrypto has SHA-256") }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "libcrypto has SHA-256")
  }

  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = EVP_DigestFinal_ex(context, &digest, nil)
    precondition(status == 1, "libcrypto has SHA-256")
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
