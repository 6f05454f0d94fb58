import Imaging
import Testing

struct WindowingTests {
  @Test func followsTheReferenceArithmetic() {
    let hu = Plane<Float>(rows: 1, columns: 6, pixels: [-1024, -175, 0, 37.5, 250, 3000])
    // numpy: ((clip(v) + 175) / 425 * 255) truncated
    #expect(windowed(hu, .study, stretch: .windowOnly).pixels == [0, 0, 105, 127, 255, 255])
    #expect(windowed(hu, .study).pixels == [0, 0, 105, 127, 255, 255])
  }

  @Test func stretchesToTheSlice() {
    let hu = Plane<Float>(rows: 1, columns: 3, pixels: [0, 50, 100])
    #expect(windowed(hu, .study).pixels == [0, 127, 255])
    #expect(windowed(hu, .study, stretch: .windowOnly).pixels == [105, 135, 165])
  }

  @Test func constantSliceIsBlack() {
    let hu = Plane<Float>(rows: 2, columns: 2, repeating: 40)
    #expect(windowed(hu, .study).pixels == [0, 0, 0, 0])
  }

  @Test func valuesThatAreNotFiniteAreClipped() {
    let hu = Plane<Float>(rows: 1, columns: 4, pixels: [.nan, -.infinity, .infinity, 37.5])
    #expect(windowed(hu, .study).pixels == [0, 0, 255, 127])
    let onlyNaN = Plane<Float>(rows: 1, columns: 2, repeating: .nan)
    #expect(windowed(onlyNaN, .study).pixels == [0, 0])
    #expect(windowed(Plane<Float>(rows: 0, columns: 0, pixels: []), .study).pixels == [])
  }

  @Test(arguments: [(250.0, -175.0), (0, 0), (.nan, 1), (0, .infinity), (-1e300, 1e300)])
  func refusesEmptyWindows(low: Double, high: Double) {
    #expect(throws: PictureError.self) { try HUWindow(low: low, high: high) }
  }

  /// Every fifth slice of two real scans; of the large one, every third pixel.
  @Test(
    .enabled(if: SharedVolume.exist, "the scans beside the package are missing"),
    arguments: [("spleen_001", 0x9561_0982_9900_7E9C), ("spleen_002", 0x1009_5E2A_BF5A_2F12)])
  func equalsNumPyOnRealScans(name: String, expected: UInt64) throws {
    let volume = try SharedVolume("Task09_Spleen/imagesTr/\(name).nii.gz")
    let step = volume.rows * volume.columns < 20000 ? 1 : 3
    var bytes: [UInt8] = []
    for k in stride(from: 0, to: volume.slices, by: 5) {
      let grey = windowed(volume.slice(k), .study)
      for row in stride(from: 0, to: grey.rows, by: step) {
        for column in stride(from: 0, to: grey.columns, by: step) {
          bytes.append(grey[row, column])
        }
      }
    }
    #expect(fingerprint(bytes) == expected)
  }
}
