/// Gathers the prompts and the mistakes of a file while it is read.
struct PromptCollector {
  private(set) var problems: PromptProblems
  private var records: [PromptRecord] = []
  private var lines: [Int] = []
  private var counts: [Place: Int] = [:]

  private struct Place: Hashable {
    let caseID: String?
    let slice: Int?
    let label: Int?
  }

  init(file: String) { problems = PromptProblems(file: file) }

  mutating func fail(line: Int, _ problem: String) { problems.add(line: line, problem) }

  /// Checks and keeps a prompt; those of a label in a slice are numbered as they come.
  mutating func add(_ raw: RawPrompt, line: Int) {
    let found = raw.problems
    for problem in found { fail(line: line, problem) }
    guard found.isEmpty else { return }
    let place = Place(caseID: raw.caseID, slice: raw.slice, label: raw.label ?? 1)
    counts[place, default: 0] += 1
    records.append(raw.record(numbered: counts[place, default: 0]))
    lines.append(line)
  }

  func finish() throws -> PromptFile {
    try problems.throwIfAny()
    return PromptFile(file: problems.file, records: records, lines: lines)
  }
}
