/// How two recipes differ, in words.
struct RecipeChange: CustomStringConvertible {
  let description: String

  private static let longestValue = 40
  private static let mostNames = 3

  /// - Parameter before: `nil` if the journal doesn't know any more.
  init(from before: [String: String]?, to now: [String: String]) {
    guard let before else {
      description = "the program changed"
      return
    }
    func short(_ value: String) -> String {
      value.count > Self.longestValue ? value.prefix(12) + "…" : value
    }
    // What changed says more than what came or went with a stage.
    func isNewOrGone(_ name: String) -> Int { before[name] == nil || now[name] == nil ? 1 : 0 }
    let names = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }
      .sorted { (isNewOrGone($0), $0) < (isNewOrGone($1), $1) }
    let changes = names.prefix(Self.mostNames).map { name in
      switch (before[name], now[name]) {
      case (let old?, let new?): "\(name): \(short(old)) became \(short(new))"
      case (nil, let new?): "\(name): \(short(new)) is new"
      case (let old?, nil): "\(name): \(short(old)) is gone"
      case (nil, nil): name
      }
    }
    let rest = names.count - changes.count
    description =
      names.isEmpty
      ? "links changed"
      : changes.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }
}
