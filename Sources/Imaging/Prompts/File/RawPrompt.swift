/// A prompt as it stands in a file, before it is checked.
struct RawPrompt: Decodable {
  var caseID: String?
  var slice: Int?
  var label: Int?
  var component: Int?
  var box: [Double]?
  var points: [[Double]]?
  var pointLabels: [Int]?

  enum CodingKeys: String, CodingKey {
    case caseID = "case"
    case slice, label, component, box, points
    case pointLabels = "point_labels"
  }

  /// The mistakes in it, as sentences; none means that `record` can be made.
  var problems: [String] {
    var problems: [String] = []
    if caseID?.isEmpty ?? true { problems.append("no case; expected the name of the scan") }
    switch slice {
    case nil: problems.append("no slice; expected its 0-based number")
    case .some(let slice) where slice < 0: problems.append("slice \(slice) is below 0")
    default: break
    }
    if let label, !(1...65535).contains(label) {
      problems.append("label \(label); expected 1 to 65535 (0 is background)")
    }
    if let component, component < 0 { problems.append("component \(component) is below 0") }
    if box == nil && (points ?? []).isEmpty {
      problems.append("neither box nor points; expected at least one of them")
    }
    problems += boxProblems + pointProblems
    return problems
  }

  private var boxProblems: [String] {
    guard let box else { return [] }
    guard box.count == 4 else { return ["box has \(box.count) numbers; expected x0, y0, x1, y1"] }
    guard box.allSatisfy(\.isFinite) else {
      return ["box \(box) has a coordinate that is not a finite number"]
    }
    var problems: [String] = []
    for (low, high, name) in [(box[0], box[2], "x"), (box[1], box[3], "y")]
    where high < low || (high == low && component == nil) {
      // boxes made from a component are tight and one pixel wide when it is
      problems.append(
        "empty box: \(name)1 (\(pixelText(high))) is not above \(name)0 (\(pixelText(low)))")
    }
    return problems
  }

  private var pointProblems: [String] {
    let (points, labels) = (points ?? [], pointLabels ?? [])
    var problems: [String] = []
    for point in points {
      if point.count != 2 {
        problems.append("point \(point) has \(point.count) numbers; expected x, y")
      } else if !point.allSatisfy(\.isFinite) {
        problems.append("point \(point) has a coordinate that is not a finite number")
      }
    }
    if points.count != labels.count {
      problems.append("\(points.count) points but \(labels.count) point_labels")
    }
    for label in labels where label != 0 && label != 1 {
      problems.append("point label \(label); expected 1 (inside) or 0 (background)")
    }
    return problems
  }

  /// The checked prompt; `number` is the component's number where the file has none.
  func record(numbered number: Int) -> PromptRecord {
    PromptRecord(
      caseID: caseID ?? "", slice: slice ?? 0,
      prompt: Prompt(
        label: label ?? 1, component: component ?? number,
        box: box.map { PromptBox(x0: $0[0], y0: $0[1], x1: $0[2], y1: $0[3]) },
        points: (points ?? []).map { PromptPoint(x: $0[0], y: $0[1]) },
        pointLabels: pointLabels ?? []))
  }
}

/// A coordinate without a needless `.0`.
func pixelText(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}
