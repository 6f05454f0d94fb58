import Training

/// What a trained network is, for people.
struct UNetFacts {
  let model: SegmentationModel

  init(_ model: SegmentationModel) {
    self.model = model
  }

  var text: String {
    let description = model.description
    var parts = [
      "\(description.kind.rawValue), channels "
        + description.channels.map(String.init).joined(separator: "-")
    ]
    if description.kind == .residual {
      parts.append("\(description.residualUnits) convolutions in a unit")
    }
    parts.append(
      "labels "
        + model.classes.map { value in
          model.labels[value].map { "\(value) \($0)" } ?? "\(value)"
        }.joined(separator: ", "))
    if let preparation = model.preparation {
      parts.append(
        "window \(preparation.window.map { "\($0)" }.joined(separator: " to ")) HU")
    }
    if let epoch = model.notes["sluice.epoch"] { parts.append("epoch \(epoch)") }
    return parts.joined(separator: "; ")
  }

  /// Labels that the network and a dataset call by different names, as a sentence; nil if there are
  /// none. What a label means can't be known from its number: a network for spleens labels livers too.
  func mismatch(with labels: [Int: String]) -> String? {
    let different = model.classes.compactMap { value -> String? in
      guard let here = labels[value], let there = model.labels[value],
        here.lowercased() != there.lowercased()
      else { return nil }
      return "\(value) is \(there) to the network and \(here) in the dataset"
    }
    guard !different.isEmpty else { return nil }
    return "label " + different.joined(separator: ", ")
      + ": the labels are called as the network has them, and scores compare the two"
  }

  /// Cases that have the names of some that the network learned from, as a sentence; nil if there are
  /// none.
  func seen(among ids: [String]) -> String? {
    let learned = Set((model.notes[SegmentationModel.casesNote] ?? "").split(separator: "\n"))
    let seen = ids.filter { learned.contains(Substring($0)) }
    guard !seen.isEmpty else { return nil }
    return "the network learned from cases of these names, so that their scores say little: "
      + seen.prefix(5).joined(separator: ", ") + (seen.count > 5 ? ", …" : "")
  }
}
