/// What a source knows of a group before it reads it: what the items will be made of.
///
/// Values are digests of content, or anything else that is equal exactly if the content is.
public struct GroupInputs: Sendable, Hashable {
  /// What the items follow from, for example `["image": sha256, "reference": sha256]`.
  public var content: [String: String]
  /// What decides which of the items are sent, for example a limit.
  public var selection: [String: String]

  public init(content: [String: String], selection: [String: String] = [:]) {
    self.content = content
    self.selection = selection
  }
}
