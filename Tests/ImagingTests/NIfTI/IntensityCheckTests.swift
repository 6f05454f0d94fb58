import Testing

@testable import Imaging

@Suite struct IntensityCheckTests {
  private func warnings(_ minimum: Float, _ maximum: Float, nonFinite: Int = 0) -> [String] {
    var check = IntensityCheck()
    check.add(minimum: minimum, maximum: maximum, nonFinite: nonFinite)
    return check.warnings
  }

  @Test func plausibleScansPass() {
    #expect(warnings(-1024, 3071).isEmpty)
    #expect(warnings(-1024, 1839).isEmpty)
    #expect(warnings(-3024, 1500).isEmpty)
    #expect(warnings(-1000, 8000).isEmpty)
    #expect(IntensityCheck().warnings.isEmpty)
  }

  @Test func implausibleScansSayWhy() {
    #expect(warnings(0, 1)[0].contains("normalised"))
    #expect(warnings(0, 255)[0].contains("8-bit"))
    #expect(warnings(0, 4095)[0].contains("intercept"))
    #expect(warnings(-200, 300)[0].contains("nothing is near air"))
    #expect(warnings(-1024, -900)[0].contains("soft tissue"))
    #expect(warnings(-1024, 65535)[0].contains("metal"))
    #expect(warnings(40, 40)[0].contains("every voxel is 40"))
    #expect(
      warnings(-1024, 1000, nonFinite: 3) == [
        "3 voxels are NaN or infinite; taken as air (-1024 HU)"
      ])
  }

  @Test func slicesAddUp() {
    var check = IntensityCheck()
    check.add(minimum: 0, maximum: 80, nonFinite: 0)
    #expect(!check.warnings.isEmpty)
    check.add(minimum: -1024, maximum: 10, nonFinite: 0)
    #expect(check.warnings.isEmpty)
  }
}
