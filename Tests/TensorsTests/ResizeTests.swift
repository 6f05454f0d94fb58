import Testing

@testable import Tensors

/// A picture that Python makes with the same formula: byte i is the low byte of 31 i² + 7 i + 13 ⌊i/8⌋.
private func picture(_ height: Int, _ width: Int, _ channels: Int) -> ByteImage {
  ByteImage(
    height: height, width: width, channels: channels,
    pixels: (0..<height * width * channels).map { i in
      UInt8(truncatingIfNeeded: i * i * 31 + i * 7 + (i >> 3) * 13)
    })
}

/// FNV-1a, 64 bits.
private func hash(_ bytes: [UInt8]) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

@Suite("Resizing pictures as Pillow does")
struct PillowResizeTests {
  struct Case: Sendable {
    var filter: ResizeFilter
    var from: (Int, Int, Int)
    var to: (Int, Int)
    var hash: UInt64

    init(
      _ filter: ResizeFilter, from: (Int, Int, Int), to: (Int, Int), hash: UInt64
    ) {
      self.filter = filter
      self.from = from
      self.to = to
      self.hash = hash
    }
  }

  /// Hashes of what Pillow 13.0.0 gives.
  static let cases = [
    Case(.bilinear, from: (13, 17, 1), to: (40, 31), hash: 0x4318_0652_d936_9f26),
    Case(.bilinear, from: (13, 17, 3), to: (40, 31), hash: 0xcfcc_fab7_89e1_7474),
    Case(.bilinear, from: (90, 70, 1), to: (11, 9), hash: 0x2fa4_00a3_5847_5923),
    Case(.bilinear, from: (90, 70, 3), to: (64, 50), hash: 0xb668_12b6_1e5e_47c6),
    Case(.bilinear, from: (1, 1, 3), to: (5, 4), hash: 0x7107_450b_ab4b_f0e5),
    Case(.bilinear, from: (1, 9, 1), to: (3, 2), hash: 0xd073_2a90_a216_5c34),
    Case(.bilinear, from: (40, 33, 1), to: (17, 50), hash: 0x9e7b_a7ca_0966_f699),
    Case(.bilinear, from: (180, 220, 1), to: (209, 256), hash: 0x89b5_b532_52f7_ce0f),
    Case(.bicubic, from: (13, 17, 3), to: (40, 31), hash: 0x7f8a_adca_ca8f_f761),
    Case(.bicubic, from: (90, 70, 1), to: (11, 9), hash: 0xcc70_94cd_4b32_91fc),
    Case(.bicubic, from: (40, 33, 3), to: (17, 50), hash: 0x6f2b_4459_2541_b798),
    Case(.bicubic, from: (7, 200, 1), to: (7, 31), hash: 0x9166_b79f_c14a_9643),
  ]

  @Test("the same bytes", arguments: cases)
  func sameBytes(_ c: Case) {
    let resized = picture(c.from.0, c.from.1, c.from.2)
      .resized(to: ImageSize(height: c.to.0, width: c.to.1), filter: c.filter)
    #expect(resized.size == ImageSize(height: c.to.0, width: c.to.1))
    #expect(resized.channels == c.from.2)
    #expect(hash(resized.pixels) == c.hash)
  }

  @Test("the same size is the same picture")
  func sameSize() {
    let image = picture(5, 7, 3)
    #expect(image.resized(to: image.size, filter: .bicubic) == image)
  }
}

@Suite("Resizing pictures as scikit-image does")
struct SplineResizeTests {
  struct SplineCase: Sendable {
    var from: (Int, Int)
    var to: (Int, Int)
    var expected: [UInt8]
  }

  /// What scikit-image 0.26.0 gives, order 3, antialiased, truncated to bytes.
  static let cases = [
    SplineCase(
      from: (7, 9), to: (12, 14),
      expected: [
        0, 7, 56, 118, 112, 60, 39, 24, 34, 112, 129, 51, 15, 15, 0, 14, 67, 100, 106, 97, 86,
        47, 28, 111, 143, 67, 34, 35, 28, 62, 104, 17, 61, 215, 254, 149, 38, 119, 188, 140,
        129, 135, 145, 138, 78, 0, 3, 104, 158, 166, 155, 148, 147, 157, 181, 189, 201, 171, 83,
        51, 38, 29, 44, 110, 186, 183, 138, 116, 154, 172, 107, 130, 181, 177, 181, 184, 128,
        47, 45, 199, 217, 59, 85, 123, 25, 98, 253, 197, 195, 236, 139, 42, 58, 164, 160, 46,
        96, 136, 37, 118, 253, 99, 64, 130, 42, 83, 220, 113, 0, 63, 177, 209, 112, 171, 230,
        28, 6, 124, 69, 93, 201, 123, 12, 40, 190, 242, 187, 198, 168, 37, 54, 160, 134, 80, 96,
        172, 142, 43, 152, 214, 212, 163, 60, 104, 135, 109, 93, 82, 106, 203, 219, 133, 137,
        154, 213, 153, 38, 119, 150, 94, 78, 83, 116, 207, 228, 155, 136, 142,
      ]),
    SplineCase(
      from: (31, 26), to: (8, 7),
      expected: [
        130, 121, 116, 126, 120, 117, 135, 112, 132, 114, 96, 104, 121, 133, 128, 106, 129, 101,
        141, 113, 145, 160, 106, 133, 135, 148, 136, 151, 127, 122, 146, 130, 121, 107, 148,
        142, 101, 128, 124, 147, 107, 129, 139, 108, 111, 133, 132, 143, 121, 134, 112, 136,
        140, 128, 138, 121,
      ]),
    SplineCase(
      from: (9, 30), to: (14, 6),
      expected: [
        59, 54, 118, 135, 104, 149, 75, 66, 114, 131, 113, 135, 126, 117, 120, 128, 142, 109,
        155, 161, 153, 146, 159, 129, 143, 128, 127, 140, 155, 123, 104, 75, 82, 116, 134, 95,
        72, 98, 114, 112, 107, 106, 86, 98, 142, 120, 79, 144, 125, 77, 122, 118, 73, 172, 121,
        136, 88, 95, 118, 151, 100, 156, 89, 109, 154, 112, 97, 96, 120, 159, 153, 93, 128, 87,
        121, 155, 148, 110, 140, 94, 116, 145, 148, 119,
      ]),
    SplineCase(
      from: (1, 5), to: (3, 8),
      expected: [
        0, 4, 44, 121, 122, 50, 14, 12, 0, 4, 44, 121, 122, 50, 14, 12, 0, 4, 44, 121, 122, 50,
        14, 12,
      ]),
  ]

  @Test("within one level, and mostly equal", arguments: cases)
  func withinOneLevel(_ c: SplineCase) {
    let resized = picture(c.from.0, c.from.1, 1)
      .resizedByCubicSpline(to: ImageSize(height: c.to.0, width: c.to.1))
    let differences = zip(resized.pixels, c.expected).map { abs(Int($0) - Int($1)) }
    #expect(resized.pixels.count == c.expected.count)
    #expect(differences.max()! <= 1)
    #expect(differences.count { $0 != 0 } * 20 <= differences.count)
  }

  @Test("a flat picture stays flat, and equal channels stay equal")
  func flat() {
    let flat = ByteImage(height: 9, width: 6, channels: 3, pixels: Array(repeating: 77, count: 162))
    let size = ImageSize(height: 20, width: 4)
    #expect(flat.resizedByCubicSpline(to: size).pixels.allSatisfy { $0 == 77 })

    let grey = picture(9, 6, 1)
    let tripled = ByteImage(
      height: 9, width: 6, channels: 3, pixels: grey.pixels.flatMap { [$0, $0, $0] })
    #expect(
      tripled.resizedByCubicSpline(to: size).pixels
        == grey.resizedByCubicSpline(to: size).pixels.flatMap { [$0, $0, $0] })
  }
}

@Suite("Resizing maps as torch does")
struct BilinearResizeTests {
  private func map(_ height: Int, _ width: Int) -> Tensor {
    Tensor(
      picture(height, width, 1).pixels.map { Float($0) / 16 - 8 }, shape: [1, height, width])
  }

  @Test("one step, within 2e-5")
  func oneStep() {
    let resize = BilinearResize(
      from: ImageSize(height: 3, width: 5), to: ImageSize(height: 4, width: 9))
    let expected: [Double] = [
      -8.0, -7.20833, -5.88889, -2.84722, 0.625, -2.63889, -5.47222, -6.58333, -7.25, -6.35938,
      -4.86458, -2.37326, -2.60417, -3.51562, -5.32552, -6.76128, -6.70052, -6.66406, -3.75781,
      -3.41927, -2.85503, -2.34635, -1.85156, -2.25521, -2.95139, -4.81771, -5.9375, -1.0625,
      -3.35417, -7.17361, -2.15972, 5.0625, 5.54861, 4.6875, -1.5625, -5.3125,
    ]
    let resized = resize(map(3, 5), team: ThreadTeam(threads: 1))
    #expect(resized.shape == [1, 4, 9])
    #expect(largestDifference(resized, expected) < 2e-5)
  }

  @Test("up, crop and down in one, within 2e-5")
  func twoSteps() {
    let resize = BilinearResize(
      from: ImageSize(height: 8, width: 8), through: ImageSize(height: 32, width: 32),
      croppedTo: ImageSize(height: 32, width: 19), to: ImageSize(height: 7, width: 5))
    let expected: [Double] = [
      -7.85547, -5.76641, -0.30971, -4.46864, -5.92221, -5.84821, -4.73571, -0.33928, -5.55848,
      0.45268, 0.7375, 0.85, 4.16071, -2.1442, -2.53304, -2.5625, 3.15, -0.625, -2.41562,
      -0.71875, -5.8625, 5.45, -5.41072, -2.68705, 1.09554, 0.09465, 0.03571, -2.48214, 0.72723,
      -1.89018, 1.93047, -1.93359, -2.94029, -0.36261, 4.48471,
    ]
    let resized = resize(map(8, 8), team: ThreadTeam(threads: 1))
    #expect(resized.shape == [1, 7, 5])
    #expect(largestDifference(resized, expected) < 2e-5)
  }

  @Test("joined steps equal separate ones, within 1e-4, for every team")
  func joined() {
    let maps = noise([3, 64, 64])
    let (square, crop) = (ImageSize(height: 256, width: 256), ImageSize(height: 209, width: 256))
    let size = ImageSize(height: 180, width: 220)
    let joined = BilinearResize(
      from: ImageSize(height: 64, width: 64), through: square, croppedTo: crop, to: size)
    let team = ThreadTeam(threads: 1)
    let large = BilinearResize(from: ImageSize(height: 64, width: 64), to: square)(maps, team: team)
    let cropped = Tensor(
      (0..<3).flatMap { map in
        large.elements[map * 65_536..<map * 65_536 + 209 * 256]
      }, shape: [3, 209, 256])
    let separate = BilinearResize(from: crop, to: size)(cropped, team: team)
    let result = sameForEveryTeam { joined(maps, team: $0) }
    #expect(result != nil)
    #expect(result.map { largestDifference($0, separate.doubles) < 1e-4 } == true)
  }
}
