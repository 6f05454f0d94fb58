import Imaging

extension SlicePrompts.Set {
  /// The prompt at `index` with points where its mask is wrong; `nil` if there is nothing to
  /// correct.
  ///
  /// What belongs to another component of the same label is no excess.
  ///
  /// - Parameter mask: `(rows, columns)` of 0 and 1.
  func correctedPrompt(at index: Int, mask: Plane<UInt8>) -> Prompt? {
    guard let corrections else { return nil }
    var prompt = prompts[index]
    let components = corrections.components.pixels
    let found = MaskCorrection(
      mask: mask, isObject: { Int(components[$0]) == index + 1 },
      isAllowed: {
        components[$0] > 0 && prompts[Int(components[$0]) - 1].label == prompts[index].label
      })
    if corrections.secondPass != .excess, let point = found.missed {
      prompt.points.append(point)
      prompt.pointLabels.append(1)
    }
    if corrections.secondPass != .missed, let point = found.excess {
      prompt.points.append(point)
      prompt.pointLabels.append(0)
    }
    return prompt.points.count > prompts[index].points.count ? prompt : nil
  }
}
