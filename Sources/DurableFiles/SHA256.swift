internal import CCrypto

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
///
/// Its calls fail only where the library was built without SHA-256 or memory is out. For one task at
/// a time.
public final class SHA256 {
  private let context: OpaquePointer

  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    else { preconditionFailure("libcrypto has SHA-256") }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes in more bytes.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "libcrypto has SHA-256")
  }

  /// The 32 bytes of the digest; nothing can be taken in afterwards.
  public func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = EVP_DigestFinal_ex(context, &digest, nil)
    precondition(status == 1, "libcrypto has SHA-256")
    return digest
  }
}
