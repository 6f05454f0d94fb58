/// A prompt and the slice it belongs to: one line of a prompt file.
public struct PromptRecord: Sendable, Hashable {
  /// The name of the scan, as `case` in a file.
  public var caseID: String
  /// Index along the slicing axis, 0-based.
  public var slice: Int
  /// The box and points themselves.
  public var prompt: Prompt

  /// A prompt for slice `slice` of a case.
  public init(caseID: String, slice: Int, prompt: Prompt) {
    self.caseID = caseID
    self.slice = slice
    self.prompt = prompt
  }
}

extension PromptRecord: Codable {
  enum CodingKeys: String, CodingKey {
    case caseID = "case"
    case slice
  }

  /// Reads the flat form of a prompt file's line.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    caseID = try container.decode(String.self, forKey: .caseID)
    slice = try container.decode(Int.self, forKey: .slice)
    prompt = try Prompt(from: decoder)
  }

  /// Writes the flat form of a prompt file's line.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(caseID, forKey: .caseID)
    try container.encode(slice, forKey: .slice)
    try prompt.encode(to: encoder)
  }
}
