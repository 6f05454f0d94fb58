import Imaging
import Testing

struct DistanceTransformTests {
  /// Reference: `scipy.ndimage.distance_transform_edt` of the padded mask, squared.
  @Test(
    arguments: [
      (40, 4, 0x941D_91C6_DCFA_8760), (60, 5, 0x2A9F_81FC_6689_54B0),
      (90, 25, 0x3C5E_F0D2_DC07_C934),
    ] as [(UInt64, Int, UInt64)])
  func equalsSciPyOnRandomMasks(percent: UInt64, largest: Int, expected: UInt64) {
    let squared = DistanceTransform.squared(randomMask(percent: percent))
    #expect(squared.pixels.max() == largest)
    #expect(fingerprint(ofIntegers: squared.pixels) == expected)
  }

  @Test func equalsSciPyOnADisc() {
    var disc = Plane<UInt8>(rows: 81, columns: 91, repeating: 0)
    for y in 0..<81 {
      for x in 0..<91 {
        let squared = (y - 40) * (y - 40) + (x - 30) * (x - 30)
        disc[y, x] = Double(squared) < 37.5 * 37.5 ? 1 : 0
      }
    }
    let squared = DistanceTransform.squared(disc)
    #expect(squared.pixels.max() == 1156)
    #expect(squared.pixels.reduce(0, +) == 924_774)
    #expect(fingerprint(ofIntegers: squared.pixels) == 0xC445_0DEB_1800_D712)
  }

  @Test func theEdgeOfThePlaneIsBackground() {
    let full = Plane<UInt8>(rows: 3, columns: 5, repeating: 1)
    #expect(
      DistanceTransform.squared(full).pixels == [
        1, 1, 1, 1, 1,
        1, 4, 4, 4, 1,
        1, 1, 1, 1, 1,
      ])
    #expect(DistanceTransform.squared(Plane(rows: 1, columns: 1, pixels: [1])).pixels == [1])
    #expect(DistanceTransform.squared(Plane(rows: 0, columns: 4, pixels: [])).pixels == [])
  }
}
