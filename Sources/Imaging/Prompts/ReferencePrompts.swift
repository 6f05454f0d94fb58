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
  /// How many jittered boxes a component gets, one after the other.
  public var repeats: Int
  /// How many prompts a component gets: for all kinds but jittered boxes 1.
  public var promptsPerComponent: Int { kind == .jitteredBox ? max(1, repeats) : 1 }

  /// The rules of the published study, but for what is given.
  public init(
    kind: PromptKind, labels: LabelGrouping = .perClass, minPixels: Int = 1,
    connectivity: Connectivity = .four, maxJitter: Int = 10, maxBackgroundDistance: Int = 25,
    seed: UInt64 = 1984, repeats: Int = 1
  ) {
    self.kind = kind
    self.labels = labels
    self.minPixels = minPixels
    self.connectivity = connectivity
    self.maxJitter = maxJitter
    self.maxBackgroundDistance = maxBackgroundDistance
    self.seed = seed
    self.repeats = repeats
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

  /// Which of `prompts(for:caseID:slice:)` each pixel is of, counted from 1 and without repeats; 0
  /// where there is none. For kinds with a prompt for every component.
  ///
  /// - Parameter reference: `(R, C)` label values, fewer than 65536 components.
  public func components(of reference: Plane<UInt16>) -> Plane<UInt16> {
    let masks =
      switch labels {
      case .merged: [reference.foregroundMask]
      case .perClass: reference.labelValues.map { reference.mask(of: $0) }
      }
    var result = Plane<UInt16>(rows: reference.rows, columns: reference.columns, repeating: 0)
    var count = 0
    for mask in masks {
      let found = ConnectedComponents(of: mask, connectivity: connectivity)
      var places = [UInt16](repeating: 0, count: found.components.count + 1)
      for component in found.components where component.pixelCount >= minPixels {
        count += 1
        places[component.number] = UInt16(clamping: count)
      }
      for (index, number) in found.numbers.pixels.enumerated() where number > 0 {
        result.pixels[index] = places[Int(number)]
      }
    }
    return result
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
    return kept.flatMap { component in
      var hash = StableHash()
      hash.combine(seed)
      hash.combine(caseID)
      hash.combine(slice)
      hash.combine(label)
      hash.combine(component.number)
      var random = SeededGenerator(seed: hash.value)
      return (0..<promptsPerComponent).map { _ in
        prompt(for: component, of: found, in: mask, label: label, random: &random)
      }
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
    case .box, .oneBoxAndPoints, .boxThenPoint, .boxThenBackground, .boxThenBoth:
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
