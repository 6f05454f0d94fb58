import Testing

@testable import ZarrStore

@Suite struct FillValueTests {
  @Test(arguments: [
    (DataType.bool, JSONValue.bool(true), [UInt8(1)]),
    (.uint8, 255, [255]),
    (.int8, -1, [255]),
    (.int16, -1024, [0x00, 0xFC]),
    (.uint32, 1, [1, 0, 0, 0]),
    (.int64, -2, [0xFE, 255, 255, 255, 255, 255, 255, 255]),
    (.float32, 1.5, [0, 0, 0xC0, 0x3F]),
    (.float32, 0, [0, 0, 0, 0]),
    (.float32, "NaN", [0, 0, 0xC0, 0x7F]),
    (.float32, "0x7fc00001", [1, 0, 0xC0, 0x7F]),
    (.float64, "-Infinity", [0, 0, 0, 0, 0, 0, 0xF0, 0xFF]),
    (.float16, "Infinity", [0x00, 0x7C]),
    (.float16, "0x3c00", [0x00, 0x3C]),
    (.float16, "NaN", [0x00, 0x7E]),
  ])
  func means(dataType: DataType, json: JSONValue, bytes: [UInt8]) {
    #expect(FillValue(json, dataType: dataType)?.bytes == bytes)
  }

  @Test func largestUnsigned() throws {
    let json = try JSONParser.parse(Array("18446744073709551615".utf8), file: "f")
    #expect(FillValue(json, dataType: .uint64)?.bytes == Array(repeating: 255, count: 8))
  }

  @Test(arguments: [
    (DataType.bool, JSONValue.number(1)), (.uint8, 256), (.uint8, -1), (.int8, 128), (.int16, 0.5),
    (.int32, "0"), (.float32, "nan"), (.float32, "0x7fc0"), (.float32, "0x7fc0000g"),
    (.float16, "0x+3c0"), (.float32, true), (.float64, nil), (.float32, "0x"), (.float32, ""),
  ])
  func refuses(dataType: DataType, json: JSONValue) {
    #expect(FillValue(json, dataType: dataType) == nil)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func roundsHalvesAsTheProcessorDoes() {
      var random = SplitMix(seed: 3)
      var values: [Double] = [65504, 65519.99, 65520, 1e-8, 2.98e-8, 5.97e-8, 6.1e-5, -0.0, 1e300]
      values += (0..<20000).map { _ in
        Double(Float(bitPattern: UInt32(truncatingIfNeeded: random.next())))
      }.filter(\.isFinite)
      values += (0..<20000).map { _ in
        Double(Float16(bitPattern: UInt16(truncatingIfNeeded: random.next())))
          * Double.random(in: 0.999...1.001, using: &random)
      }.filter(\.isFinite)
      for value in values {
        let bytes = FillValue(.number(value), dataType: .float16)?.bytes
        #expect(bytes == littleEndianBytes(Float16(value).bitPattern), "\(value)")
      }
    }
  #endif
}
