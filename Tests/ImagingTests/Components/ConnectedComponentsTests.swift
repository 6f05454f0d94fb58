import Imaging
import Testing

struct ConnectedComponentsTests {
  /// Reference: `scipy.ndimage.label` of the same masks, numbers and all.
  @Test(
    arguments: [
      (40, Connectivity.four, 558, 0x8A2D_8DFC_832C_DC68), (40, .eight, 118, 0xE62C_FFFF_8A2B_C547),
      (60, .four, 152, 0x6D49_E2EE_3F49_83B8), (60, .eight, 6, 0x9B35_D777_FDF7_F4B6),
      (90, .four, 3, 0xF9E2_D6D6_C0CF_8E44), (90, .eight, 1, 0x45E8_4221_BE99_FD45),
    ] as [(UInt64, Connectivity, Int, UInt64)])
  func numbersAsSciPyDoes(
    percent: UInt64, connectivity: Connectivity, count: Int, expected: UInt64
  ) {
    let found = ConnectedComponents(of: randomMask(percent: percent), connectivity: connectivity)
    #expect(found.components.count == count)
    #expect(fingerprint(ofIntegers: found.numbers.pixels) == expected)
  }

  @Test func measuresComponents() {
    let found = ConnectedComponents(
      of: drawnMask(
        "..#..",
        "###.#",
        "#....",
        "...##"))
    #expect(found.components.map(\.pixelCount) == [5, 1, 2])
    #expect(found.components[0].box == PixelBox(x0: 0, y0: 0, x1: 2, y1: 2))
    #expect(found.components[0].centroid == (0.6 + 0.4, 1.0))
    #expect(found.components[2].centroid == (3.5, 3))
    #expect(
      found.mask(of: found.components[0])
        == drawnMask(
          "..#",
          "###",
          "#.."))
  }

  @Test func emptyMaskHasNone() {
    let empty = ConnectedComponents(of: Plane<UInt8>(rows: 3, columns: 0, pixels: []))
    #expect(empty.components.isEmpty)
    #expect(ConnectedComponents(of: drawnMask("...", "...")).components.isEmpty)
  }

  @Test func removesSmallComponentsLabelByLabel() {
    let labels = Plane<UInt16>(
      rows: 3, columns: 5,
      pixels: [
        1, 1, 0, 2, 0,
        1, 2, 2, 0, 0,
        0, 2, 0, 0, 1,
      ])
    let kept = labels.removingComponents(under: 3)
    #expect(
      kept.pixels == [
        1, 1, 0, 0, 0,
        1, 2, 2, 0, 0,
        0, 2, 0, 0, 0,
      ])
    #expect(labels.removingComponents(under: 3, connectivity: .eight)[0, 3] == 2)
    #expect(labels.removingComponents(under: 1) == labels)
    #expect(labels.labelValues == [1, 2])
  }
}
