import Imaging

/// Compares the components of a slice with the labels of the slices next to it.
struct NeighbourCheck {
  let set: SliceMasks.Set
  /// Of the slices before and after, those that there are.
  let neighbours: [Plane<UInt16>]
  let minOverlap: Double

  /// The set without the components that overlap too little.
  var checked: SliceMasks.Set {
    var checked = set
    let values = Set(set.components.filter { $0.rejection == nil }.map(\.prompt.label))
    for value in values.sorted() {
      let label = UInt16(clamping: value)
      let others = neighbours.filter { $0.pixels.contains(label) }
      guard !others.isEmpty else { continue }
      let comparisons = others.map { Comparison(set.labels, $0, label: label) }
      for (index, component) in set.components.enumerated()
      where component.prompt.label == value && component.rejection == nil {
        guard let mask = component.mask,
          let overlap = comparisons.compactMap({ $0.overlap(of: mask) }).max(),
          overlap < minOverlap
        else { continue }
        checked.components[index] = component.rejected(.neighbours)
      }
    }
    repaint(&checked)
    return checked
  }

  /// Pixels of a mask that was left out go to another mask of the same label, or else to the first
  /// of another label that has them, or become background.
  private func repaint(_ checked: inout SliceMasks.Set) {
    let kept = checked.components.filter { $0.rejection == nil }
    for component in checked.components where component.rejection == .neighbours {
      guard let mask = component.mask else { continue }
      let label = UInt16(clamping: component.prompt.label)
      for index in mask.pixels.indices
      where mask.pixels[index] != 0 && checked.labels.pixels[index] == label {
        let owners = kept.filter { $0.mask?.pixels[index] == 1 }
        if owners.contains(where: { $0.prompt.label == component.prompt.label }) { continue }
        checked.labels.pixels[index] = UInt16(clamping: owners.first?.prompt.label ?? 0)
        if owners.isEmpty { checked.probabilities?.pixels[index] = 0 }
      }
    }
  }

  /// One label on a slice and on a neighbour.
  private struct Comparison {
    private let label: UInt16
    private let labels: Plane<UInt16>
    private let here: ConnectedComponents
    private let there: ConnectedComponents
    /// For each region here, the regions there that it touches, by their numbers.
    private var touched: [Swift.Set<Int32>]

    init(_ labels: Plane<UInt16>, _ neighbour: Plane<UInt16>, label: UInt16) {
      self.label = label
      self.labels = labels
      here = ConnectedComponents(of: labels.mask(of: label))
      there = ConnectedComponents(of: neighbour.mask(of: label))
      touched = Array(repeating: [], count: here.components.count)
      for (number, other) in zip(here.numbers.pixels, there.numbers.pixels)
      where number > 0 && other > 0 {
        touched[Int(number) - 1].insert(other)
      }
    }

    /// The overlap of a component, 0 to 1; `nil` if the labels show nothing of it.
    func overlap(of mask: Plane<UInt8>) -> Double? {
      var regions: Swift.Set<Int32> = []
      var pixels = 0
      for index in mask.pixels.indices
      where mask.pixels[index] != 0 && labels.pixels[index] == label {
        pixels += 1
        if there.numbers.pixels[index] > 0 { regions.insert(there.numbers.pixels[index]) }
      }
      guard pixels > 0 else { return nil }
      guard !regions.isEmpty else { return 0 }
      var (alone, together) = (MaskOverlap(), MaskOverlap())
      let companions = touched.map { !$0.isDisjoint(with: regions) }
      for index in mask.pixels.indices {
        let isThere = regions.contains(there.numbers.pixels[index])
        let isOwn = mask.pixels[index] != 0 && labels.pixels[index] == label
        let number = here.numbers.pixels[index]
        alone.count(isOwn, isThere)
        together.count(number > 0 && companions[Int(number) - 1], isThere)
      }
      return max(alone.iou ?? 0, together.iou ?? 0)
    }
  }
}

extension MaskOverlap {
  fileprivate mutating func count(_ isPredicted: Bool, _ isReference: Bool) {
    predicted += isPredicted ? 1 : 0
    reference += isReference ? 1 : 0
    intersection += isPredicted && isReference ? 1 : 0
  }
}
