/// How a chunk's coordinates become its file's path below the array (Zarr v3 core,
/// "Chunk key encoding").
public struct ChunkKeyEncoding: Sendable, Hashable {
  /// The naming scheme; raw values are the format's names.
  public enum Style: String, Sendable, Hashable {
    /// `c/1/0/0`; a scalar array's only chunk is `c`.
    case `default`
    /// `1.0.0`, as Zarr v2 named chunks; a scalar array's only chunk is `0`.
    case v2
  }

  /// What stands between numbers: `/` makes folders.
  public enum Separator: String, Sendable, Hashable {
    case slash = "/"
    case dot = "."
  }

  /// The naming scheme.
  public let style: Style
  /// What stands between numbers.
  public let separator: Separator

  /// By default `c/1/0/0`.
  public init(style: Style = .default, separator: Separator = .slash) {
    self.style = style
    self.separator = separator
  }

  /// The path of the chunk file relative to the array's folder.
  public func key(_ coordinates: [Int]) -> String {
    let numbers = coordinates.map(String.init)
    switch style {
    case .default: return (["c"] + numbers).joined(separator: separator.rawValue)
    case .v2: return numbers.isEmpty ? "0" : numbers.joined(separator: separator.rawValue)
    }
  }
}
