import Testing

@testable import Imaging

@Suite struct AffineTests {
  /// Axes permuted, mirrored and tilted by 20° to 35° about random lines, voxels of 0.7, 0.9 and
  /// 2.5 mm, and what nibabel 5.4.2's `aff2axcodes` calls them.
  @Test func orientationsOfObliqueAxesAreNibabels() {
    let cases: [([Double], String)] = [
      (
        [
          -0.655983, 0.581751, -0.2341, -0.164113, -2.429535, -0.022273, 0.180977, -0.094476,
          -0.868735,
        ], "LPI"
      ),
      (
        [
          -0.81216, 0.410141, -0.278912, 0.360454, -0.054481, -0.641225, 0.143068, 2.465525,
          0.032228,
        ], "LSP"
      ),
      (
        [
          0.051382, 2.474271, -0.091851, 0.798808, -0.276233, -0.313066, 0.41142, 0.227324,
          0.619317,
        ], "ARS"
      ),
      (
        [
          -0.851162, 0.832179, 0.119448, 0.373169, -0.113427, 0.686513, 2.320833, 0.323438,
          -0.066577,
        ], "SRA"
      ),
      (
        [
          0.06556, 0.874478, -0.838921, 0.696921, -0.077073, 0.079619, -0.001545, 2.340801,
          0.316026,
        ], "ASL"
      ),
      (
        [
          0.845722, -0.090675, -0.654943, -0.480804, -0.882602, 0.025244, 2.302951, -0.150968,
          0.245788,
        ], "SPL"
      ),
      (
        [
          -0.67301, 0.603762, 0.118387, 0.128819, 2.301115, -0.310354, -0.143049, -0.768338,
          -0.83646,
        ], "LAI"
      ),
      (
        [
          -0.662233, -0.663133, 0.167496, -0.100484, -0.429574, -0.877151, 0.203348, -2.37186,
          0.112034,
        ], "LIP"
      ),
      (
        [
          -0.881855, -0.651531, -0.086611, -2.326223, 0.236635, 0.126997, -0.247013, 0.097524,
          -0.886775,
        ], "PLI"
      ),
      (
        [
          -0.160867, 2.187177, 0.315119, 0.029762, -1.129844, 0.624005, -0.885006, -0.435558,
          -0.036294,
        ], "IRA"
      ),
      (
        [
          0.436959, -0.241467, 0.663143, -2.445633, -0.140805, 0.095324, 0.279192, -0.855492,
          -0.202865,
        ], "PIR"
      ),
      (
        [
          -0.434419, 0.121717, 0.682819, -0.879666, -0.840299, 0.046736, -2.299449, 0.298466,
          -0.146879,
        ], "IPR"
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
