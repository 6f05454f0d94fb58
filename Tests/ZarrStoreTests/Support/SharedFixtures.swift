import CCrypto
import Foundation

/// Arrays that zarr-python wrote, which lie beside the package on some machines.
enum SharedFixtures {
  static let store =
    URL(filePath: #filePath).appending(path: "../../../../../shared/fixtures/zarr")
    .standardizedFileURL.path() + "/written-by-zarr-python.zarr"

  static var exist: Bool { FileManager.default.fileExists(atPath: store) }
}

func sha256(_ bytes: [UInt8]) -> String {
  var digest = [UInt8](repeating: 0, count: 32)
  EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
  return digest.map { String(format: "%02x", $0) }.joined()
}
