import Testing

@testable import Report

struct MarkupTests {
  @Test("What is interpolated can't become an element or end an attribute")
  func escapes() {
    let hostile = "<script>\"x\" & 'y'</script>"
    let markup: Markup = "<p title=\"\(hostile)\">\(hostile)</p>"
    let escaped = "&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;"
    #expect(markup.text == "<p title=\"\(escaped)\">\(escaped)</p>")
  }

  @Test("Markup in markup stays as it is")
  func nests() {
    let inner: Markup = "<b>\("1 < 2")</b>"
    let outer: Markup = "<p>\(inner)\([inner, inner])</p>"
    #expect(
      outer.text == "<p><b>1 &lt; 2</b><b>1 &lt; 2</b><b>1 &lt; 2</b></p>")
  }

  @Test("Characters that XML can't hold are replaced, and the rest is kept")
  func controlCharacters() throws {
    let markup: Markup = "<p>\("a\u{0}b\u{1B}c\u{FFFE}d\n\té 脾 😀")</p>"
    #expect(markup.text == "<p>a\u{FFFD}b\u{FFFD}c\u{FFFD}d\n\té 脾 😀</p>")
    _ = try Elements(markup.text)
  }

  @Test(
    "Coordinates have a decimal at most, and never break the picture",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (-0.04, "0"), (12.0, "12"), (12.34, "12.3"), (-3.25, "-3.3"),
      (.nan, "0"), (.infinity, "0"), (1e300, "0"),
    ])
  func coordinates(value: Double, text: String) {
    #expect(value.coordinate == text)
  }

  @Test(
    "Durations",
    arguments: [
      (0.0, "0 s"), (0.0003, "0.3 ms"), (0.0571, "57 ms"), (0.42, "0.42 s"), (4.14, "4.1 s"),
      (38.4, "38 s"), (59.7, "1 min 00 s"), (245, "4 min 05 s"), (27_000, "7 h 30 min"),
      (183_600, "2 d 03 h"), (.nan, "–"),
    ])
  func durations(seconds: Double, text: String) {
    #expect(seconds.duration == text)
  }

  @Test("Numbers and bytes")
  func numbers() {
    #expect(1234.grouped == "1234")
    #expect(12_345.grouped == "12\u{2009}345")
    #expect((-1_234_567).grouped == "−1\u{2009}234\u{2009}567")
    #expect(Int.min.grouped.hasPrefix("−9\u{2009}223"))
    #expect(1023.bytes == "1023 B")
    #expect((2 << 30).bytes == "2 GiB")
    #expect((3 << 29).bytes == "1.5 GiB")
  }
}
