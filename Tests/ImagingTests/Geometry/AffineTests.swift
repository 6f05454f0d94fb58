import Testing

@testable import Imaging

@Suite struct AffineTests {
  /// Random rotations with voxels of 0.7, 0.9 and 2.5 mm, every other one mirrored, and what
  /// nibabel 5.4.2's `aff2axcodes` calls them.
  @Test func orientationsOfObliqueAxesAreNibabels() {
    let cases: [([Double], String)] = [
      (
        [
          -0.569511, -0.421917, -0.50077, -0.12134, -2.107579, 0.458249, -0.388502, 1.276753,
          0.590962,
        ], "LPS"
      ),
      (
        [
          -0.24328, -0.673442, 0.808323, 0.263163, 2.093636, 0.356988, 0.601299, -1.188765,
          0.170802,
        ], "SAR"
      ),
      (
        [
          -0.28669, 0.713815, -1.126975, -0.470525, -0.536791, -1.096703, -0.431758, 0.111012,
          1.943494,
        ], "PRS"
      ),
      (
        [
          -0.175583, 0.570244, -1.829666, -0.161832, -0.696032, -1.475746, 0.658013, -0.019019,
          -0.851172,
        ], "SPL"
      ),
      (
        [
          0.241274, 0.279996, 2.214173, -0.055056, 0.854765, -0.757508, -0.654794, 0.031302,
          0.879555,
        ], "IAR"
      ),
      (
        [
          2.48856, 0.084395, -0.012868, -0.195079, 0.817847, 0.287035, -0.137891, 0.366065,
          -0.638314,
        ], "RAI"
      ),
      (
        [
          -0.180268, 0.612933, -1.098788, 0.172757, -0.283388, -2.235033, -0.864673, -0.184404,
          -0.217472,
        ], "IRP"
      ),
      (
        [
          0.264986, -0.823373, 0.351186, -0.631449, -0.358786, -0.413419, -0.145102, 0.057706,
          2.440441,
        ], "PLS"
      ),
      (
        [
          -0.428104, -1.559072, -0.43424, 0.62608, 0.41229, -0.489441, 0.484512, -1.910317,
          0.248764,
        ], "LIP"
      ),
      (
        [
          -0.746995, -1.371872, 0.069941, -0.42848, 1.509148, -0.447636, -0.26154, 1.445835,
          0.533601,
        ], "LAS"
      ),
      (
        [
          -0.136547, -0.342283, 2.260129, -0.09662, -0.811746, -1.023022, 0.67972, -0.184147,
          0.308612,
        ], "SPR"
      ),
      (
        [
          0.602554, -1.838264, 0.073717, -0.499789, -1.003264, 0.509883, 0.444004, 1.365375,
          0.473905,
        ], "SLA"
      ),
    ]
    for (m, code) in cases {
      let affine = Affine(
        SIMD4(m[0], m[1], m[2], 0), SIMD4(m[3], m[4], m[5], 0), SIMD4(m[6], m[7], m[8], 0))
      #expect(affine.orientation.code == code)
      #expect(affine.isInvertible)
    }
  }

  /// The same quaternions through nibabel's `get_qform`, within float32's 1e-6.
  @Test func quaternionsGiveNibabelsAffine() throws {
    let folder = try ScanFolder()
    let cases: [([Double], Double, [Double], String)] = [
      (
        [0.1, 0.2, 0.3], 1,
        [
          0.518, -0.413134, 1.077362, -10, 0.417492, 0.64, -0.163681, 20, -0.217661, 0.244378, 2.25,
          -30,
        ], "RAS"
      ),
      (
        [0.1, 0.2, 0.3], -1,
        [
          0.518, -0.413134, -1.077362, -10, 0.417492, 0.64, 0.163681, 20, -0.217661, 0.244378,
          -2.25, -30,
        ], "RAI"
      ),
      ([0, 1, 0], 1, [-0.7, 0, 0, -10, 0, 0.8, 0, 20, 0, 0, -2.5, -30], "LAI"),
      ([0, 0, 1], -1, [-0.7, 0, 0, -10, 0, -0.8, 0, 20, 0, 0, -2.5, -30], "LPI"),
      (
        [0.6, -0.5, 0.2], -1,
        [
          0.294, -0.669315, 0.87902, -10, -0.25435, 0.16, 2.274824, 20, 0.582126, 0.407944, 0.55,
          -30,
        ], "SLA"
      ),
    ]
    for (quaternion, qfac, expected, code) in cases {
      for version in [NIfTIVersion.one, .two] {
        var fixture = NIfTIFixture(version: version)
        fixture.pixdim = [qfac, 0.7, 0.8, 2.5, 0, 0, 0, 0]
        (fixture.qformCode, fixture.sformCode) = (1, 0)
        fixture.quaternion = quaternion
        fixture.qoffset = [-10, 20, -30]
        let header = try NIfTIVolume.open(fixture.write(folder)).header
        #expect(header.affineSource == .qform)
        #expect(header.orientation.code == code)
        for n in 0..<12 {
          #expect(abs(header.affine.rows[n / 4][n % 4] - expected[n]) < 2e-6, "entry \(n)")
        }
      }
    }
  }

  @Test func sformWinsOverQformAndSizesAloneAreRAS() throws {
    let folder = try ScanFolder()
    var fixture = NIfTIFixture()
    fixture.qformCode = 1
    var header = try NIfTIVolume.open(fixture.write(folder)).header
    #expect(header.affineSource == .sform && header.orientation.code == "LAS")
    (fixture.qformCode, fixture.sformCode) = (0, 0)
    header = try NIfTIVolume.open(fixture.write(folder)).header
    #expect(header.affineSource == .pixdim && header.orientation.code == "RAS")
    #expect(header.spacing == SIMD3(0.5, 0.75, 2))
  }

  @Test func gridsThatDifferAreDescribed() throws {
    let folder = try ScanFolder()
    let scan = try NIfTIVolume.open(NIfTIFixture().write(folder, "scan"))
    func compared(_ change: (inout NIfTIFixture) -> Void) throws -> VolumeError? {
      var fixture = NIfTIFixture()
      change(&fixture)
      let label = try NIfTIVolume.open(fixture.write(folder, "label"))
      do { try scan.checkSameGrid(as: label) } catch let error as VolumeError { return error }
      return nil
    }
    #expect(try compared { $0.srow[3] += 0.01 } == nil)
    #expect(try compared { $0.type = .float32 } == nil)
    let shifted = try #require(try compared { $0.srow[3] += 0.25 })
    #expect("\(shifted)".contains("corners lie up to 0.25 mm apart"))
    #expect("\(shifted)".contains("5×4×3 voxels of 0.5×0.75×2 mm, LAS, origin (10, -20, 30)"))
    #expect("\(shifted)".contains("origin (10.25, -20, 30)"))
    let smaller = try #require(try compared { $0.dim[3] = 2 })
    #expect("\(smaller)".contains("their shapes differ"))
    #expect("\(smaller)".contains("5×4×2 voxels"))
    #expect(try compared { $0.srow[0] = 0.5 } != nil)
  }
}
