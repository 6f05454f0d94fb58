import Testing

@testable import GraphFile

@Suite struct SuggestionTests {
  @Test func nearest() {
    let names = ["sam-encoder", "mask-decoder", "window", "shard-reader", "shard-writer"]
    #expect(Suggestion.nearest(to: "sam-encodr", among: names) == "sam-encoder")
    #expect(Suggestion.nearest(to: "SAM_Encoder", among: names) == "sam-encoder")
    #expect(Suggestion.nearest(to: "encoder", among: names) == "sam-encoder")
    #expect(Suggestion.nearest(to: "shard", among: names) == nil)
    #expect(Suggestion.nearest(to: "banana", among: names) == nil)
    #expect(Suggestion.nearest(to: "", among: names) == nil)
    // Too many or too long to look at.
    #expect(
      Suggestion.nearest(to: "windw", among: Array(repeating: "window", count: 200)) == "window")
    #expect(Suggestion.nearest(to: "windw", among: Array(repeating: "window", count: 201)) == nil)
    let long = "sam-" + String(repeating: "x", count: 60)
    #expect(Suggestion.nearest(to: "sam-x", among: [long]) == long)
    #expect(Suggestion.nearest(to: "sam-x", among: [long + "x"]) == nil)
  }

  @Test func byteSizes() {
    #expect(ByteSize.parse("2GiB") == 2_147_483_648)
    #expect(ByteSize.parse("1.5 KB") == 1500)
    #expect(ByteSize.parse("12") == 12)
    for wrong in ["", "GiB", "1..2B", "-1", "1e3", "9223372036854775807KiB", "1 2", "٣"] {
      #expect(ByteSize.parse(wrong) == nil, "\(wrong)")
    }
    #expect(ByteSize.format(2_147_483_648) == "2GiB")
    #expect(ByteSize.format(1_610_612_736) == "1536MiB")
    #expect(ByteSize.format(1000) == "1000")
    #expect(ByteSize.format(0) == "0")
  }

  @Test func elementTypes() {
    let any = ElementType("slice")
    let float = ElementType("slice", dtype: "float32", rank: 2)
    #expect(any.accepts(float))
    #expect(float.accepts(any))
    #expect(!float.accepts(ElementType("slice", dtype: "int16")))
    #expect(!float.accepts(ElementType("slice", rank: 3)))
    #expect(!float.accepts(ElementType("mask", dtype: "float32", rank: 2)))
    #expect(float.description == "slice [float32, 2-D]")
    #expect(any.description == "slice")
  }
}
