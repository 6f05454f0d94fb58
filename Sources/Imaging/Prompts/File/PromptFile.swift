internal import DurableFiles

/// Prompts that an annotator drew, read from JSON lines or CSV and found by case and slice.
///
/// A JSON line is `{"case":"spleen_001","slice":12,"label":1,"box":[x0,y0,x1,y1],
/// "points":[[x,y]],"point_labels":[1]}`. CSV has a header and the same columns in any order,
/// a box as `x0 y0 x1 y1`, points as `x y;x y`, their labels as `1;0`, quoted as in RFC 4180.
/// `case`, `slice` and a box or points are needed; `label` is 1 where it is missing. Other keys
/// and columns are ignored.
public struct PromptFile: Sendable {
  /// The name used in messages.
  public let file: String
  /// All prompts in the order of the file.
  public let records: [PromptRecord]
  /// The line of each record.
  let lines: [Int]
  /// Positions in `records` by case and slice.
  private let index: [String: [Int: [Int]]]

  init(file: String, records: [PromptRecord], lines: [Int]) {
    self.file = file
    self.records = records
    self.lines = lines
    var index: [String: [Int: [Int]]] = [:]
    for (position, record) in records.enumerated() {
      index[record.caseID, default: [:]][record.slice, default: []].append(position)
    }
    self.index = index
  }

  /// Reads a file: CSV if its name ends in `.csv`, otherwise JSON lines.
  ///
  /// Throws `FileError` if it cannot be read, `PictureError.promptFile` with every
  /// mistake (the first twenty listed) if it cannot be understood.
  public init(contentsOf path: String) throws {
    let bytes = try FileContents.read(path)
    if path.lowercased().hasSuffix(".csv") {
      try self.init(csv: bytes, file: path)
    } else {
      try self.init(jsonLines: bytes, file: path)
    }
  }

  /// The cases that have prompts, sorted.
  public var caseIDs: [String] { index.keys.sorted() }

  /// The slices of a case that have prompts, ascending.
  public func slices(of caseID: String) -> [Int] {
    index[caseID].map { $0.keys.sorted() } ?? []
  }

  /// The prompts of a slice in the order of the file.
  public func prompts(caseID: String, slice: Int) -> [Prompt] {
    positions(caseID: caseID, slice: slice).map { records[$0].prompt }
  }

  func positions(caseID: String, slice: Int) -> [Int] {
    index[caseID]?[slice] ?? []
  }
}
