import Testing

@testable import Imaging

struct MaskCorrectionTests {
  /// `o` is the object, `m` the mask, `b` both, `a` the mask where it may be.
  private func correction(_ rows: [String]) -> MaskCorrection {
    let pixels = Array(rows.joined())
    let mask = Plane<UInt8>(
      rows: rows.count, columns: rows[0].count,
      pixels: pixels.map { "mba".contains($0) ? 1 : 0 })
    return MaskCorrection(
      mask: mask, isObject: { "ob".contains(pixels[$0]) }, isAllowed: { pixels[$0] == "a" })
  }

  @Test func pointsLieInTheLargestRegions() {
    let found = correction([
      "ooo..m...",
      "ooobb....",
      "ooobbb..o",
      "...bbbmmm",
      "aaa..bmmm",
      "aaa...mmm",
      "aaa......",
    ])
    #expect(found.missed == PromptPoint(x: 1, y: 1))
    #expect(found.excess == PromptPoint(x: 7, y: 4))
  }

  /// Regions that only touch at a corner are two.
  @Test func regionsAreFourConnected() {
    let found = correction([
      "oo..o",
      "..oo.",
      "..oo.",
      "bbbb.",
    ])
    #expect(found.missed == PromptPoint(x: 2, y: 1))
    #expect(found.excess == nil)
  }

  @Test func aRightMaskNeedsNothing() {
    let found = correction(["bb.", "aa."])
    #expect(found.missed == nil && found.excess == nil)
  }
}
