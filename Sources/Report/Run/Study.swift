/// A comparison that was made from the run, with its tables and figures: the folder study/.
public struct Study: Sendable, Codable, Equatable {
  public struct Table: Sendable, Codable, Equatable {
    public var title: String
    /// Sentences below the table; may be empty.
    public var note = ""
    /// Headings of the columns.
    public var columns: [String]
    /// Each may be shorter or longer than `columns`; at most `mostRows`.
    public var rows: [[String]]
    /// How many rows the file has.
    public var rowCount: Int

    public init(
      title: String, note: String = "", columns: [String], rows: [[String]], rowCount: Int? = nil
    ) {
      self.title = title
      self.note = note
      self.columns = columns
      self.rows = rows
      self.rowCount = rowCount ?? rows.count
    }
  }

  /// An SVG file.
  public struct Picture: Sendable, Codable, Equatable {
    /// Path of the file.
    public var file: String
    /// CSS pixels.
    public var width: Double
    public var height: Double

    public init(file: String, width: Double, height: Double) {
      self.file = file
      self.width = width
      self.height = height
    }
  }

  public struct Figure: Sendable, Codable, Equatable {
    public var title: String
    public var caption = ""
    /// What the picture says of itself to people who can't see it.
    public var description = ""
    public var picture: Picture
    /// The same for narrow screens.
    public var narrow: Picture?

    public init(
      title: String, caption: String = "", description: String = "", picture: Picture,
      narrow: Picture? = nil
    ) {
      self.title = title
      self.caption = caption
      self.description = description
      self.picture = picture
      self.narrow = narrow
    }
  }

  public var title = ""
  /// Sentences that stand before everything else.
  public var notes: [String] = []
  public var tables: [Table] = []
  public var figures: [Figure] = []

  /// So many rows of a table, tables and figures are shown, and figures of so many bytes each.
  public static let mostRows = 500
  public static let mostColumns = 64
  public static let mostTables = 64
  public static let mostFigures = 64
  public static let mostFigureBytes = 24 << 20

  public init() {}
}
