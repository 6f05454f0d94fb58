import ZarrStore

/// What the target array of a case says of its slices, in its attributes.
struct SampleFacts {
  /// Label values and their names.
  var labels: [Int: String] = [:]
  /// For every slice, how many pixels have each label value.
  var labelCounts: [[Int: Int]] = []
  /// For every slice, how much it should count.
  var weights: [Float]?

  /// What a damaged shape must not make room for.
  private static let mostSlices = 1_000_000

  init(labels: [Int: String]) {
    self.labels = labels
  }

  /// - Throws: `StageError` if the array isn't a sample-writer's.
  init(_ array: ZarrArray) throws {
    guard case .object(let counts)? = array.attributes["label_counts"],
      case .object(let names)? = array.attributes["labels"]
    else {
      throw StageError.option(
        stage: "samples", "\(array.path) isn't an array of a sample-writer: it has no label counts")
    }
    guard array.sliceCount <= Self.mostSlices else {
      throw StageError.option(
        stage: "samples",
        "\(array.path) says that it has \(array.sliceCount) slices; no scan has more than "
          + "\(Self.mostSlices)")
    }
    labelCounts = Array(repeating: [:], count: array.sliceCount)
    for (value, list) in counts {
      guard let value = Int(value), case .array(let items) = list, items.count == labelCounts.count
      else { continue }
      for (slice, count) in items.enumerated() {
        if let count = count.int, count > 0 { labelCounts[slice][value] = count }
      }
    }
    if case .array(let list)? = array.attributes["weights"], list.count == labelCounts.count {
      weights = list.compactMap { number in
        if case .number(let number) = number { Float(number.double) } else { nil }
      }
      if weights?.count != list.count { weights = nil }
    }
    for (value, name) in names {
      if let value = Int(value), case .string(let name) = name { labels[value] = name }
    }
  }

  /// As attributes: for each label value a list over the slices.
  var attributes: [String: JSONValue] {
    let values = Set(labelCounts.flatMap(\.keys))
    var attributes: [String: JSONValue] = [
      "labels": .object(
        Dictionary(uniqueKeysWithValues: labels.map { ("\($0)", JSONValue.string($1)) })),
      "label_counts": .object(
        Dictionary(
          uniqueKeysWithValues: values.map { value in
            ("\(value)", .array(labelCounts.map { .number($0[value, default: 0]) }))
          })),
    ]
    if let weights { attributes["weights"] = .array(weights.map { .number(Double($0)) }) }
    return attributes
  }
}

extension SampleFacts {
  /// Counts the next slice's label values.
  mutating func count(_ target: [UInt8]) {
    var counts = Array(repeating: 0, count: 256)
    for value in target { counts[Int(value)] += 1 }
    labelCounts.append(
      Dictionary(
        uniqueKeysWithValues: (1..<256).filter { counts[$0] > 0 }.map { ($0, counts[$0]) }))
  }
}
