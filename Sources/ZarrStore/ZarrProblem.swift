/// One thing that is wrong with the stored bytes of an array.
public struct ZarrProblem: Sendable, Hashable {
  /// The shard, chunk or metadata file.
  public var file: String
  /// The inner chunk's row-major number within its shard; `nil` when the whole file is meant.
  public var chunk: Int?
  /// Where in the file, in bytes from its start.
  public var offset: Int?
  /// What is there.
  public var found: String
  /// What should be there.
  public var expected: String

  /// A problem with what was found and what was expected, as parts of a sentence.
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
  /// One line that names the file, the place within it, what was found and what was expected.
  public var description: String {
    var place = file
    if let chunk { place += ", chunk \(chunk)" }
    if let offset { place += ", offset \(offset)" }
    return "\(place): found \(found), expected \(expected)"
  }
}
