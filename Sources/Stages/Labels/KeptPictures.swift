/// Keeps a few of the pictures of a case, whose number is known only when its last slice is there.
struct KeptPictures {
  struct Picture {
    /// Of the slice.
    let index: Int
    /// Among those offered.
    let number: Int
    /// 2 where there is nothing to compare with, so that anything else is worse.
    let dice: Double
    /// The PNG file.
    let bytes: [UInt8]
  }

  /// At most so many are chosen.
  let most: Int
  let choice: Overlay.Choice
  private var pictures: [Picture] = []
  private var offered = 0
  /// With `spread`: every so many of those offered are held.
  private var stride = 1

  init(most: Int, choice: Overlay.Choice) {
    self.most = most
    self.choice = choice
  }

  /// So many are held at a time: more than are chosen, so that those can be spread evenly.
  static func held(_ most: Int, _ choice: Overlay.Choice) -> Int {
    choice == .spread ? max(2 * most, 8) + 1 : most + 1
  }

  /// Takes the next picture; `draw` is called only if it is held.
  mutating func offer(_ index: Int, dice: Double?, draw: () throws -> [UInt8]) rethrows {
    let (number, dice) = (offered, dice ?? 2)
    offered += 1
    switch choice {
    case .first: guard pictures.count < most else { return }
    case .spread: guard number.isMultiple(of: stride) else { return }
    case .worst:
      guard pictures.count < most || dice < pictures.map(\.dice).max() ?? 0 else { return }
    }
    pictures.append(Picture(index: index, number: number, dice: dice, bytes: try draw()))
    guard pictures.count > Self.held(most, choice) - 1 else { return }
    switch choice {
    case .first: break
    case .spread:
      stride *= 2
      pictures.removeAll { !$0.number.isMultiple(of: stride) }
    case .worst:
      // The last of those that are equally good.
      let best = pictures.indices.max { pictures[$0].dice <= pictures[$1].dice }
      if let best, pictures.count > most { pictures.remove(at: best) }
    }
  }

  /// Those chosen, in the order of slices.
  var chosen: [Picture] {
    guard choice == .spread, pictures.count > most else { return pictures }
    var left = pictures
    let parts = (0..<most).map { place -> Picture in
      // The middle of each of as many equal parts.
      let middle = (Double(place) + 0.5) / Double(most) * Double(offered - 1)
      let nearest = left.indices.min {
        abs(Double(left[$0].number) - middle) < abs(Double(left[$1].number) - middle)
      }
      // There are more than `most` of them.
      return left.remove(at: nearest!)
    }
    return parts.sorted { $0.number < $1.number }
  }
}
