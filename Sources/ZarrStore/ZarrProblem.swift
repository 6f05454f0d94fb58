/// One thing that is wrong with the stored bytes of an array.
public struct ZarrProblem: Sendable, Hashable {
  /// The shard, chunk or metadata file.
  public var file: String
  /// The inner chunk's row-major number within its shard; `nil` when the whole file is meant.
  public var chunk: Int?
  /// Where in the file, in bytes from its start.
  public var offset: Int?
  public var found: String
  public var expected: String

  public init(
    file: String, chunk: Int? = nil, offset: Int? = nil, found: String, expected: String
  ) {
    self.file = file
    self.chunk = chunk
    self.offset = offset
    self.found = found
    self.expected = expected
  }
}

extension ZarrProblem: CustomStringConvertible {
  public var description: String {
    var place = file
    if let chunk { place += ", chunk \(chunk)" }
    if let offset { place += ", offset \(offset)" }
    return "\(place): found \(found), expected \(expected)"
  }
}
