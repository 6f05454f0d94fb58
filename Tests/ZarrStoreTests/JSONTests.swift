import Testing

@testable import ZarrStore

@Suite struct JSONTests {
  private func parsed(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8), file: "f")
  }

  @Test func readsAllKinds() throws {
    let value = try parsed(
      #" {"a":[1,-2.5e3,true,false,null],"b":"\u00e9\n\ud83d\ude00","c":{}} "#)
    #expect(value["b"] == .string("é\n😀"))
    #expect(value["c"] == .object([:]))
    #expect(value.description == #"{"a":[1,-2.5e3,true,false,null],"b":"é\n😀","c":{}}"#)
  }

  @Test func keepsEveryDigit() throws {
    #expect(try parsed("18446744073709551615").description == "18446744073709551615")
    #expect(try parsed("18446744073709551615").int == nil)
    #expect(try parsed("1.0").int == nil)
    #expect(try parsed("-9223372036854775808").int == Int.min)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,}", "01", "1.", "+1", "nul", "\"", "\"\\x\"", "\"\\ud800\"",
    "\"\\ud800\\n\"", "\"\\u12g4\"", "[1] 2", "{\"a\":1,\"a\":2}", "\"\u{1}\"", "NaN", "--1", "1e",
  ])
  func refuses(text: String) {
    #expect(throws: ZarrError.self) { try parsed(text) }
  }

  @Test func refusesBadUTF8() {
    #expect(throws: ZarrError.self) { try JSONParser.parse([0x22, 0xFF, 0x22], file: "f") }
  }

  @Test func namesThePlace() {
    #expect(
      throws: ZarrError.json(file: "f", line: 2, column: 7, reason: "a value expected here")
    ) { try parsed("{\n \"a\": x}") }
  }

  @Test func limitsNesting() {
    #expect(throws: ZarrError.self) {
      try parsed(String(repeating: "[", count: 100_000))
    }
  }

  @Test func printsWhatItReads() throws {
    let text = JSONPrinter.pretty(members: [("b", [1, 2]), ("a", ["x": [[1], ["\u{1}\"\\"]]])])
    #expect(text.hasPrefix("{\n  \"b\": [1, 2],\n  \"a\": {\n"))
    #expect(try parsed(text) == ["b": [1, 2], "a": ["x": [[1], ["\u{1}\"\\"]]]])
  }

  @Test func printsInfinitiesAsZarrDoes() {
    #expect(JSONValue.number(Double.nan) == "NaN")
    #expect(JSONValue.number(-Double.infinity) == "-Infinity")
  }
}
