/// An input of a stage as a file describes it.
public struct LinkSpec: Sendable, Equatable {
  /// `nil` for the first port.
  public let port: String?
  /// The name of the stage whose output arrives there.
  public let source: String
  let location: SourceLocation?
  /// Whether `source` is known; it isn't if it hangs on a variable that isn't set.
  let isKnown: Bool

  /// A link from a stage to a port.
  public init(_ port: String? = nil, from source: String) {
    self.init(port, from: source, location: nil)
  }

  init(
    _ port: String?, from source: String, location: SourceLocation?, isKnown: Bool = true
  ) {
    self.port = port
    self.source = source
    self.location = location
    self.isKnown = isKnown
  }

  public static func == (left: LinkSpec, right: LinkSpec) -> Bool {
    left.port == right.port && left.source == right.source
  }
}
