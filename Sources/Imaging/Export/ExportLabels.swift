/// The label values of an export: which there are, what they are called, and what they become.
struct ExportLabels: Equatable {
  /// New values and their names, 0 among them, in the order of the values.
  let names: [(value: Int, name: String)]
  /// What each value becomes.
  let mapping: [Int: Int]
  /// The new value of what is left out of training and scores.
  let ignore: Int?

  /// The value that many tools keep for pixels that are to be ignored.
  static let usualIgnore = 255
  static let ignoreName = "ignore"

  var changesValues: Bool { mapping.contains { $0.key != $0.value } }

  static func == (a: Self, b: Self) -> Bool {
    a.mapping == b.mapping && a.ignore == b.ignore && a.names.elementsEqual(b.names, by: ==)
  }

  /// - Parameters:
  ///   - found: values that occur in the labels.
  ///   - declared: names of values.
  /// - Throws: `CohortError.labelGaps` if nnU-Net can't have the values and they are to stay.
  init(
    found: Set<Int>, declared: [Int: String], layout: ExportLayout, values: ExportOptions.Values,
    file: String
  ) throws {
    let all = found.union(declared.keys).union([0])
    let old = Self.ignored(found, declared)
    let kept = all.subtracting(old.map { [$0] } ?? []).sorted()
    var mapping: [Int: Int] = [:]
    switch values {
    case .keep:
      for value in all { mapping[value] = value }
    case .renumber:
      for (new, value) in kept.enumerated() { mapping[value] = new }
      if let old { mapping[old] = kept.count }
    }
    if layout == .nnunet, values == .keep {
      try Self.checkConsecutive(kept, ignore: old, file: file)
    }
    var used: Set<String> = [Self.ignoreName, "background"]
    var names = [(value: 0, name: "background")]
    for value in kept where value != 0 {
      let wanted = declared[value].flatMap { $0.isEmpty ? nil : $0 } ?? "label_\(value)"
      names.append((mapping[value] ?? value, Self.unused(wanted, &used)))
    }
    ignore = old.flatMap { mapping[$0] }
    if let ignore { names.append((ignore, Self.ignoreName)) }
    self.names = names.sorted { $0.value < $1.value }
    self.mapping = mapping
  }

  /// The value called "ignore"; otherwise 255, if it occurs and has no name.
  private static func ignored(_ found: Set<Int>, _ declared: [Int: String]) -> Int? {
    let named = declared.filter { $0.key != 0 && $0.value.lowercased() == ignoreName }.keys.max()
    if let named { return named }
    return found.contains(usualIgnore) && declared[usualIgnore] == nil ? usualIgnore : nil
  }

  private static func checkConsecutive(_ kept: [Int], ignore: Int?, file: String) throws {
    let gaps = kept.enumerated().filter { $0.offset != $0.element }.map(\.element)
    let list = kept.map { String($0) }.joined(separator: ", ")
    if !gaps.isEmpty {
      throw CohortError(
        file: file,
        .labelGaps(
          values: kept,
          reason: "the label values are \(list), but nnU-Net takes only 0, 1, 2, … without gaps; "
            + "give --renumber, which makes them 0 to \(kept.count - 1)"
            + (ignore == nil ? "" : " and what is ignored \(kept.count)")))
    }
    if let ignore, ignore != kept.count {
      throw CohortError(
        file: file,
        .labelGaps(
          values: kept + [ignore],
          reason:
            "\(ignore) marks what is ignored, but nnU-Net wants the ignore label right after the "
            + "highest label (\(kept.count - 1)); give --renumber, which makes it \(kept.count)"))
    }
  }

  /// Two labels of one name would be one key.
  private static func unused(_ name: String, _ used: inout Set<String>) -> String {
    var candidate = name
    var number = 2
    while !used.insert(candidate).inserted {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }
}
