/// A prompt and the slice it belongs to: one line of a prompt file.
public struct PromptRecord: Sendable, Hashable {
  public var caseID: String
  /// Index along the slicing axis, 0-based.
  public var slice: Int
  public var prompt: Prompt

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

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    caseID = try container.decode(String.self, forKey: .caseID)
    slice = try container.decode(Int.self, forKey: .slice)
    prompt = try Prompt(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(caseID, forKey: .caseID)
    try container.encode(slice, forKey: .slice)
    try prompt.encode(to: encoder)
  }
}
