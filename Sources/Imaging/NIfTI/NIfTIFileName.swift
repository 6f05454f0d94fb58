/// The name of a NIfTI file taken apart: `spleen_001.nii.gz` is base `spleen_001`, kind `.single`,
/// gzipped.
public struct NIfTIFileName: Sendable, Hashable {
  /// The path without its NIfTI extension.
  public let base: String
  public let kind: Kind
  public let isGzipped: Bool

  public enum Kind: String, Sendable, Hashable {
    case single = ".nii"
    case header = ".hdr"
    case image = ".img"
  }

  /// Nil unless the path ends in `.nii`, `.hdr` or `.img`, perhaps followed by `.gz` (any case).
  public init?(path: String) {
    let lowercased = path.lowercased()
    isGzipped = lowercased.hasSuffix(".gz")
    let stem = isGzipped ? lowercased.dropLast(3) : Substring(lowercased)
    guard stem.count > 4, path.count == lowercased.count,
      let kind = Kind(rawValue: String(stem.suffix(4)))
    else { return nil }
    self.kind = kind
    base = String(path.prefix(stem.count - 4))
  }

  /// The last component of `base`: what a case is called.
  public var caseID: String {
    String(base[(base.lastIndex(of: "/").map(base.index(after:)) ?? base.startIndex)...])
  }

  /// The path of the other file of a pair, gzipped or not.
  func partner(_ kind: Kind, gzipped: Bool) -> String {
    base + kind.rawValue + (gzipped ? ".gz" : "")
  }
}
