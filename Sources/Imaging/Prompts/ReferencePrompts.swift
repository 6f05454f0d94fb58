/// Makes prompts from a slice's reference labels.
///
/// Nothing is drawn from a shared generator: every random choice follows from the seed, case,
/// slice, label and component alone, so that the order of work does not matter.
public struct ReferencePrompts: Sendable, Hashable, Codable {
  /// The rule that prompts are made by.
  public var kind: PromptKind
  /// Whether label values are told apart.
  public var labels: LabelGrouping
  /// Components of fewer pixels get no prompt.
  public var minPixels: Int
  /// What counts as one component.
  public var connectivity: Connectivity
  /// The furthest that a side of a jittered box moves outwards, in pixels.
  public var maxJitter: Int
  /// The furthest that a background point lies outside the box, in pixels (along an axis).
  public var maxBackgroundDistance: Int
  /// Picks the random numbers of jittered boxes and background points.
  public var seed: UInt64

  /// The rules of the published study, but for what is given.
  public init(
    kind: PromptKind, labels: LabelGrouping = .perClass, minPixels: Int = 1,
    connectivity: Connectivity = .four, maxJitter: Int = 10, maxBackgroundDistance: Int = 25,
    seed: UInt64 = 1984
  ) {
    self.kind = kind
    self.labels = labels
    self.minPixels = minPixels
    self.connectivity = connectivity
    self.maxJitter = maxJitter
    self.maxBackgroundDistance = maxBackgroundDistance
    self.seed = seed
  }

  /// The prompts of one slice, by label value, then by component; none for an empty slice.
  ///
  /// - Parameters:
  ///   - reference: `(R, C)` label values, 0 is background.
  ///   - caseID: the name of the scan, which with `slice` picks the random numbers.
  public func prompts(for reference: Plane<UInt16>, caseID: String, slice: Int) -> [Prompt] {
    switch labels {
    case .merged:
      return prompts(of: reference.foregroundMask, label: 1, caseID: caseID, slice: slice)
    case .perClass:
      return reference.labelValues.flatMap { value in
        prompts(of: reference.mask(of: value), label: Int(value), caseID: caseID, slice: slice)
      }
    }
  }

  private func prompts(
    of mask: Plane<UInt8>, label: Int, caseID: String, slice: Int
  ) -> [Prompt] {
    let found = ConnectedComponents(of: mask, connectivity: connectivity)
    let kept = found.components.filter { $0.pixelCount >= minPixels }
    guard let first = kept.first else { return [] }
    if kind == .oneBoxAndPoints {
      let box = kept.dropFirst().reduce(first.box) { $0.union($1.box) }
      let points = kept.map { PromptPoint(found.interior(of: $0)) }
      return [
        Prompt(
          label: label, component: 0, box: PromptBox(box), points: points,
          pointLabels: points.map { _ in 1 })
      ]
    }
    return kept.map { component in
      var hash = StableHash()
      hash.combine(seed)
      hash.combine(caseID)
      hash.combine(slice)
      hash.combine(label)
      hash.combine(component.number)
      var random = SeededGenerator(seed: hash.value)
      return prompt(for: component, of: found, in: mask, label: label, random: &random)
    }
  }

  private func prompt(
    for component: Component, of found: ConnectedComponents, in mask: Plane<UInt8>, label: Int,
    random: inout SeededGenerator
  ) -> Prompt {
    var prompt = Prompt(label: label, component: component.number)
    func add(_ pixel: (x: Int, y: Int), positive: Bool) {
      prompt.points.append(PromptPoint(pixel))
      prompt.pointLabels.append(positive ? 1 : 0)
    }
    if kind.usesBox { prompt.box = PromptBox(component.box) }
    switch kind {
    case .box, .oneBoxAndPoints:
      break
    case .jitteredBox:
      prompt.box = PromptBox(
        component.box.enlarged(byUpTo: maxJitter, within: mask, using: &random))
    case .centroid:
      add(component.roundedCentroid, positive: true)
    case .snapped, .boxAndPoint:
      add(found.snappedCentroid(of: component), positive: true)
    case .interior:
      add(found.interior(of: component), positive: true)
    case .boxAndBackground:
      let box = component.box
      if let pixel = box.backgroundPixel(in: mask, within: maxBackgroundDistance, using: &random) {
        add(pixel, positive: false)
      }
    }
    return prompt
  }
}

extension PromptPoint {
  fileprivate init(_ pixel: (x: Int, y: Int)) {
    self.init(x: Double(pixel.x), y: Double(pixel.y))
  }
}
