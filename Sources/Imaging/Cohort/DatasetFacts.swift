/// What a dataset holds: the row of a study's table of datasets.
public struct DatasetFacts: Codable, Sendable, Hashable {
  public let name: String
  public let cases: Int
  /// Cases with a reference.
  public let labelledCases: Int
  /// Of all cases.
  public let slices: Int
  /// Slices whose reference isn't empty.
  public let nonEmptySlices: Int
  /// Pixels of slices cut upright.
  public let rows: Range
  public let columns: Range
  /// Between neighbouring columns (x), rows (y) and slices (z). mm
  public let spacing: Spacing
  /// The lowest and highest finite value. HU
  public let lowestHU: Float
  public let highestHU: Float
  /// The labels that the dataset declares or that occur, in the order of their values; 0 is left out.
  public let labels: [Label]
  /// All labels as one foreground. `components` is the number of prompts drawn for it,
  /// `boundaryPixels` what an annotator outlines instead.
  public let foreground: OutlineTally

  /// The least, the median and the greatest of some numbers; the median of an even count is the mean
  /// of the middle two.
  public struct Range: Codable, Sendable, Hashable {
    public let minimum: Double
    public let median: Double
    public let maximum: Double

    /// Nil for no numbers.
    public init?(_ numbers: [Double]) {
      let sorted = numbers.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      minimum = first
      maximum = last
      let middle = sorted.count / 2
      median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
  }

  public struct Spacing: Codable, Sendable, Hashable {
    public let x: Range
    public let y: Range
    public let z: Range
  }

  public struct Label: Codable, Sendable, Hashable {
    public let value: Int
    public let name: String
    /// Cases with any of it.
    public let cases: Int
    public let tally: OutlineTally
    /// Of the cases with any of it; nil if there are none. ml
    public let volume: Range?
  }

  /// Puts the facts of cases together; nil for no cases.
  ///
  /// - Parameter labels: names of values; a value that has none is called `label_N`.
  public init?(name: String, labels: [Int: String], cases: [CaseFacts]) {
    guard let rows = Range(cases.map { Double($0.rows) }),
      let columns = Range(cases.map { Double($0.columns) }),
      let x = Range(cases.map(\.spacing.x)), let y = Range(cases.map(\.spacing.y)),
      let z = Range(cases.map(\.spacing.z))
    else { return nil }
    self.name = name
    self.cases = cases.count
    labelledCases = cases.count(where: \.isLabelled)
    slices = cases.reduce(0) { $0 + $1.slices }
    (self.rows, self.columns) = (rows, columns)
    spacing = Spacing(x: x, y: y, z: z)
    lowestHU = cases.map(\.minimum).min() ?? 0
    highestHU = cases.map(\.maximum).max() ?? 0
    foreground = cases.reduce(into: OutlineTally()) { $0.add($1.foreground) }
    nonEmptySlices = foreground.slices
    let values = Set(labels.keys).union(cases.flatMap(\.labels.keys)).subtracting([0]).sorted()
    self.labels = values.map { value in
      let holding = cases.filter { $0.labels[value] != nil }
      var tally = OutlineTally()
      for one in holding { tally.add(one.labels[value] ?? OutlineTally()) }
      return Label(
        value: value, name: labels[value] ?? "label_\(value)", cases: holding.count, tally: tally,
        volume: Range(holding.map { Double($0.labels[value]?.pixels ?? 0) * $0.voxelVolume }))
    }
  }
}
