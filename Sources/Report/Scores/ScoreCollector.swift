/// Gathers the rows of one scores.csv as they come, in memory that doesn't grow with the cases.
///
/// The rows of a case stand together.
struct ScoreCollector {
  /// A row of the table.
  struct Row {
    var caseID: String
    /// `nil` for the whole volume.
    var slice: Int?
    var label: String
    var labelValue: String
    /// `nil` where the reference is empty.
    var dice: Double?
    var predictedPixels: Int
    var isReferenceEmpty: Bool
  }

  private typealias Scores = PromptScores

  private var scores: PromptScores
  private var indices: [String: Int] = [:]
  private var current: Scores.Case?
  private var emptySlices: [Int: Scores.EmptySlices] = [:]
  private var worstCases = Worst<Scores.Case>(Scores.mostCases) { left, right in
    let (a, b) = (left.overall ?? .infinity, right.overall ?? .infinity)
    return a != b ? a < b : left.id < right.id
  }
  private var worstSlices = Worst<Scores.Slice>(Scores.mostSlices) { left, right in
    if left.dice != right.dice { return left.dice < right.dice }
    return (left.caseID, left.slice, left.label) < (right.caseID, right.slice, right.label)
  }
  private var worstEmpty = Worst<Scores.EmptySlices>(Scores.mostEmpty) { left, right in
    if left.pixels != right.pixels { return left.pixels > right.pixels }
    return (left.caseID, left.label) < (right.caseID, right.label)
  }

  init(prompts: String) {
    scores = PromptScores(prompts: prompts)
  }

  mutating func add(_ row: Row) {
    guard let label = index(of: row) else { return }
    if current?.id != row.caseID { endCase() }
    var open = current ?? Scores.Case(id: row.caseID, dice: [], scoredSlices: 0)
    if let slice = row.slice {
      add(row, slice: slice, label: label, to: &open)
    } else if let dice = row.dice {
      scores.labels[label].volumes.add(dice)
      while open.dice.count <= label { open.dice.append(nil) }
      open.dice[label] = dice
    }
    current = open
  }

  private mutating func add(
    _ row: Row, slice: Int, label: Int, to open: inout Scores.Case
  ) {
    if let dice = row.dice {
      scores.labels[label].slices.add(dice)
      if row.labelValue == "all" { return }
      let scored = Scores.Slice(caseID: row.caseID, slice: slice, label: row.label, dice: dice)
      worstSlices.add(scored)
      open.scoredSlices += 1
      if dice < open.worst?.dice ?? .infinity { open.worst = scored }
    }
    guard row.isReferenceEmpty else { return }
    let isLabelled = row.predictedPixels > 0
    scores.labels[label].emptySlices += 1
    if isLabelled { scores.labels[label].emptySlicesLabelled += 1 }
    if row.labelValue == "all" { return }
    var entry =
      emptySlices[label] ?? Scores.EmptySlices(caseID: row.caseID, label: row.label)
    entry.empty.add(slice)
    if isLabelled {
      entry.labelled.add(slice)
      entry.pixels += row.predictedPixels
    }
    emptySlices[label] = entry
  }

  private mutating func index(of row: Row) -> Int? {
    let key = "\(row.labelValue)\u{0}\(row.label)"
    if let index = indices[key] { return index }
    guard scores.labels.count < Scores.mostLabels else { return nil }
    scores.labels.append(Scores.Label(name: row.label, value: row.labelValue))
    indices[key] = scores.labels.count - 1
    return scores.labels.count - 1
  }

  private mutating func endCase() {
    guard var ended = current else { return }
    if let all = scores.labels.firstIndex(where: { $0.value == "all" }) {
      ended.overall = all < ended.dice.count ? ended.dice[all] : nil
    } else {
      let known = ended.dice.compactMap(\.self)
      ended.overall = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    scores.caseCount += 1
    worstCases.add(ended)
    scores.emptyCount += emptySlices.count
    for entry in emptySlices.values { worstEmpty.add(entry) }
    (current, emptySlices) = (nil, [:])
  }

  /// All that was added.
  mutating func finish() -> PromptScores {
    endCase()
    scores.worstCases = worstCases.sorted
    scores.worstSlices = worstSlices.sorted
    scores.emptySlices = worstEmpty.sorted
    return scores
  }
}
