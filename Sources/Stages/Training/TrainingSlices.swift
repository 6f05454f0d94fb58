import Training

/// The slices that a training draws from.
struct TrainingSlices: Sendable {
  /// One slice of one case.
  struct Reference: Sendable, Hashable {
    let caseID: String
    /// 0-based, as stored.
    let slice: Int
  }

  /// Slices with any of the classes.
  let labelled: [Reference]
  /// Slices without.
  let empty: [Reference]
  /// For each class, the slices that have it.
  let byClass: [Int: [Reference]]

  /// - Parameter classes: label values that count as foreground.
  init(_ set: SampleSet, cases: Set<String>, classes: [Int]) {
    var (labelled, empty): ([Reference], [Reference]) = ([], [])
    var byClass: [Int: [Reference]] = [:]
    for one in set.cases where cases.contains(one.id) {
      for (slice, counts) in one.labelCounts.enumerated() {
        let reference = Reference(caseID: one.id, slice: slice)
        let found = classes.filter { counts[$0, default: 0] > 0 }
        if found.isEmpty { empty.append(reference) } else { labelled.append(reference) }
        for value in found { byClass[value, default: []].append(reference) }
      }
    }
    self.labelled = labelled
    self.empty = empty
    self.byClass = byClass
  }

  /// A slice to load, with what is drawn at random for it.
  struct Draw: Sendable, Hashable {
    let reference: Reference
    let seed: UInt64
  }

  /// How many slices an epoch has.
  func count(_ options: TrainingOptions) -> Int {
    options.slicesPerEpoch
      ?? labelled.count
      + (empty.isEmpty ? 0 : Int((Double(labelled.count) * options.emptySlices).rounded()))
  }

  /// The slices of an epoch in their order: a function of options and epoch alone, so that a training
  /// that was interrupted goes on with the same ones.
  func epoch(_ epoch: Int, _ options: TrainingOptions) -> [Draw] {
    var random = SplitMix64(
      SplitMix64.seed(UInt64(bitPattern: Int64(options.seed)), UInt64(epoch)))
    let count = count(options)
    let share = empty.isEmpty ? 0 : options.emptySlices / (1 + options.emptySlices)
    let emptyCount = Int((Double(count) * share).rounded())
    var chosen = draw(count - emptyCount, options, &random)
    chosen += Self.cycled(empty, emptyCount, &random)
    chosen.shuffle(using: &random)
    return chosen.map { Draw(reference: $0, seed: random.next()) }
  }

  private func draw(
    _ count: Int, _ options: TrainingOptions, _ random: inout SplitMix64
  ) -> [Reference] {
    let classes = byClass.keys.sorted()
    guard options.balance == .classes, classes.count > 1 else {
      return Self.cycled(labelled, count, &random)
    }
    return (0..<count).map { place in
      byClass[classes[place % classes.count]]!.randomElement(using: &random)!
    }
  }

  /// Every one as often as any other, give or take one.
  private static func cycled(
    _ all: [Reference], _ count: Int, _ random: inout SplitMix64
  ) -> [Reference] {
    guard !all.isEmpty else { return [] }
    var chosen: [Reference] = []
    while chosen.count < count {
      chosen += all.shuffled(using: &random).prefix(count - chosen.count)
    }
    return chosen
  }
}
