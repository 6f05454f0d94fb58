/// Chooses the pictures of a run folder that the page shows.
///
/// A slice is shown with all kinds of prompts beside each other. Slices are chosen by their Dice,
/// averaged over the kinds: half of them the worst, the others spread up to the best.
struct GalleryReader {
  private struct Key: Hashable {
    let caseID: String
    let slice: Int
  }

  /// More pictures of a kind of prompts than these are not looked at.
  private static let mostFiles = 20_000

  private let folder: String
  /// File names by kind of prompts, and what of their Dice is known.
  private var files: [String: [Key: (name: String, dice: Double?)]] = [:]
  private var available = 0

  /// Lists the pictures in a run's `overlays`, which has a folder for each kind of prompts.
  ///
  /// - Parameter leftOut: relative to the run's folder.
  init(_ run: String, leavingOut leftOut: Set<String>) {
    folder = "\(run)/overlays"
    for prompts in FolderListing.names(folder) {
      var found: [Key: (name: String, dice: Double?)] = [:]
      for name in FolderListing.names("\(folder)/\(prompts)")
      where name.hasSuffix(".png") && !leftOut.contains("overlays/\(prompts)/\(name)") {
        available += 1
        guard found.count < Self.mostFiles, let key = Self.key(name) else { continue }
        found[key] = (name, nil)
      }
      if !found.isEmpty { files[prompts] = found }
    }
  }

  /// `<case>_<slice>.png`
  private static func key(_ name: String) -> Key? {
    let stem = name.dropLast(".png".count)
    guard let bar = stem.lastIndex(of: "_"), let slice = Int(stem[stem.index(after: bar)...])
    else { return nil }
    return Key(caseID: String(stem[..<bar]), slice: slice)
  }

  /// Notes the Dice of a slice, if there is a picture of it.
  mutating func note(_ prompts: String, _ caseID: String, _ slice: Int, dice: Double) {
    files[prompts]?[Key(caseID: caseID, slice: slice)]?.dice = dice
  }

  /// The pictures chosen, at most `Gallery.mostPictures`.
  func choose() -> Gallery {
    var gallery = Gallery()
    gallery.available = available
    let kinds = files.keys.sorted().prefix(Gallery.mostPictures)
    guard !kinds.isEmpty else { return gallery }
    let candidates = candidates(of: Array(kinds))
    let wanted = max(Gallery.mostPictures / kinds.count, 1)
    var bytes = 0
    let chosen = Self.choice(
      of: candidates.map { ($0.key.caseID, $0.dice) }, count: wanted)
    for (index, rank) in chosen {
      let key = candidates[index].key
      var slice = Gallery.Slice(
        caseID: key.caseID, slice: key.slice, rank: rank, pictures: [])
      for kind in kinds {
        guard let file = files[kind]?[key] else { continue }
        let path = "\(folder)/\(kind)/\(file.name)"
        guard let size = PNGSize(path), bytes + size.bytes <= Gallery.mostBytes else { continue }
        bytes += size.bytes
        slice.pictures.append(
          Gallery.Picture(
            prompts: kind, dice: file.dice, file: path, width: size.width, height: size.height))
      }
      if !slice.pictures.isEmpty { gallery.slices.append(slice) }
    }
    return gallery
  }

  /// Slices that have pictures of the most kinds of prompts, the worst first.
  private func candidates(of kinds: [String]) -> [(key: Key, dice: Double?)] {
    var found: [Key: (pictures: Int, sum: Double, scored: Int)] = [:]
    for kind in kinds {
      for (key, file) in files[kind] ?? [:] {
        var entry = found[key] ?? (0, 0, 0)
        entry.pictures += 1
        if let dice = file.dice { (entry.sum, entry.scored) = (entry.sum + dice, entry.scored + 1) }
        found[key] = entry
      }
    }
    let most = found.values.map(\.pictures).max() ?? 0
    return found.filter { $0.value.pictures == most }.map { key, entry in
      (key, entry.scored > 0 ? entry.sum / Double(entry.scored) : nil)
    }.sorted { left, right in
      let (a, b) = (left.dice ?? .infinity, right.dice ?? .infinity)
      return a != b
        ? a < b : (left.key.caseID, left.key.slice) < (right.key.caseID, right.key.slice)
    }
  }

  /// Which of the sorted candidates to show, and why: the worst, of each case two at most, then
  /// others up to the best. Without scores they are spread evenly.
  static func choice(
    of candidates: [(caseID: String, dice: Double?)], count: Int
  ) -> [(index: Int, rank: String)] {
    let scored = candidates.prefix { $0.dice != nil }.count
    guard scored > 0 else {
      let number = min(count, candidates.count)
      return (0..<number).map { ($0 * candidates.count / number, "") }
    }
    guard scored > count else {
      return (0..<scored).map { ($0, rank($0, of: scored)) }
    }
    var chosen: Set<Int> = []
    var ofCase: [String: Int] = [:]
    for (index, candidate) in candidates[..<scored].enumerated()
    where chosen.count < (count + 1) / 2 && ofCase[candidate.caseID, default: 0] < 2 {
      ofCase[candidate.caseID, default: 0] += 1
      chosen.insert(index)
    }
    var left = count - chosen.count
    var first = chosen.max() ?? -1
    while left > 0, first < scored - 1 {
      first += max((scored - 1 - first) / left, 1)
      chosen.insert(first)
      left -= 1
    }
    return chosen.sorted().map { ($0, rank($0, of: scored)) }
  }

  private static func rank(_ index: Int, of count: Int) -> String {
    switch index {
    case 0: "worst of \(count.grouped)"
    case count - 1: "best of \(count.grouped)"
    default: "rank \((index + 1).grouped) of \(count.grouped)"
    }
  }
}
