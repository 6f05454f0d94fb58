@testable import Imaging

/// FNV-1a over the bytes, as the script that made the reference numbers computes it.
func fingerprint(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var hash = StableHash()
  hash.combine(bytes)
  return hash.value
}

/// FNV-1a over the values as little-endian 32-bit integers.
func fingerprint(ofIntegers values: some Sequence<some BinaryInteger>) -> UInt64 {
  fingerprint(
    values.flatMap { value -> [UInt8] in
      let bits = UInt32(truncatingIfNeeded: value)
      return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    })
}
