extension PromptFile {
  /// Checks the prompts of one case against its scan: `slices` slices of `rows × columns` pixels.
  ///
  /// A box may reach to the outer edges of the outermost pixels (−0.5 … columns − 0.5). Throws
  /// `PictureError.promptFile` with every prompt that lies outside.
  public func checkBounds(caseID: String, slices: Int, rows: Int, columns: Int) throws {
    var problems = PromptProblems(file: file)
    for slice in self.slices(of: caseID) {
      for position in positions(caseID: caseID, slice: slice) {
        let line = lines[position]
        if slice >= slices {
          problems.add(
            line: line,
            "slice \(slice) is outside \(caseID), which has slices 0 to \(slices - 1)")
        }
        for problem in records[position].prompt.problems(rows: rows, columns: columns) {
          problems.add(line: line, "\(problem) (\(caseID), slice \(slice))")
        }
      }
    }
    try problems.throwIfAny()
  }
}

extension Prompt {
  /// What of this prompt lies outside a slice of `rows × columns` pixels, as sentences.
  public func problems(rows: Int, columns: Int) -> [String] {
    var problems: [String] = []
    func isInside(_ x: Double, _ y: Double) -> Bool {
      x >= -0.5 && x <= Double(columns) - 0.5 && y >= -0.5 && y <= Double(rows) - 0.5
    }
    let image = "the image of \(columns) columns × \(rows) rows"
    if let box, !isInside(box.x0, box.y0) || !isInside(box.x1, box.y1) {
      let corners = box.coordinates.map(pixelText).joined(separator: " ")
      problems.append("box \(corners) reaches outside \(image)")
    }
    for point in points where !isInside(point.x, point.y) {
      problems.append(
        "point \(pixelText(point.x)) \(pixelText(point.y)) is outside \(image)")
    }
    return problems
  }
}
