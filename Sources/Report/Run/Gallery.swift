/// The pictures that the page shows: some slices, each with the labels from every kind of prompts.
public struct Gallery: Sendable, Codable, Equatable {
  public struct Picture: Sendable, Codable, Equatable {
    public var prompts: String
    /// Overlap of the foreground with the reference, where there is one.
    public var dice: Double?
    /// Path of the PNG file.
    public var file: String
    /// Pixels.
    public var width: Int
    public var height: Int
  }

  public struct Slice: Sendable, Codable, Equatable {
    public var caseID: String
    public var slice: Int
    /// Why it was chosen: `worst`, `median`, `best`; empty if there was nothing to choose by.
    public var rank: String
    public var pictures: [Picture]
  }

  /// A label's colour in the pictures.
  public struct Label: Sendable, Codable, Equatable {
    public var name: String
    /// As CSS has it: `#56b4e9`.
    public var colour: String
  }

  public var slices: [Slice] = []
  /// What the pictures may show, where it is more than one thing.
  public var labels: [Label] = []
  /// How many pictures the run folder holds.
  public var available = 0

  /// At most so many pictures, of so many bytes in all, go into the page.
  public static let mostPictures = 24
  public static let mostBytes = 12 << 20

  public init() {}
}
