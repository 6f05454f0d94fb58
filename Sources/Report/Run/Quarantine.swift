/// The cases that were set aside: quarantine.jsonl.
public struct Quarantine: Sendable, Codable, Equatable {
  public struct Item: Sendable, Codable, Equatable {
    public var `case`: String
    public var slice: Int?
    public var stage: String?
    public var error: String
    /// What to do about it; messages that say it themselves have none.
    public var advice: String?
  }

  /// How many there are.
  public var count = 0
  /// The first of them, at most `mostItems`.
  public var items: [Item] = []
  /// How many there are at each stage.
  public var countByStage: [String: Int] = [:]

  /// So many are listed on the page.
  public static let mostItems = 200

  public init() {}

  mutating func add(_ item: Item) {
    count += 1
    // Names of stages come from the file: a broken one must not fill the memory.
    if let stage = item.stage, countByStage[stage] != nil || countByStage.count < 256 {
      countByStage[stage, default: 0] += 1
    }
    if items.count < Self.mostItems { items.append(item) }
  }
}
