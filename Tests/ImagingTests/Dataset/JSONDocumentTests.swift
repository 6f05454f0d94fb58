import Testing

@testable import Imaging

@Suite struct JSONDocumentTests {
  private func failure(_ text: String) -> String? {
    do {
      _ = try JSONDocument(file: "d.json", bytes: Array(text.utf8))
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Comparing every key with all before it took minutes here.
  @Test(.timeLimit(.minutes(1))) func manyKeysTakeNoLongerThanTheirText() throws {
    let members = (0..<300_000).map { "\"\($0)\":0" }
    let text = "{\(members.joined(separator: ","))}"
    let document = try JSONDocument(file: "d.json", bytes: Array(text.utf8))
    #expect(try document.object(document.root, "the document").count == 300_000)
  }

  @Test func strayCommasAndOtherSlipsAreNamedWithTheirLine() {
    #expect(
      failure("{\n \"a\": 1,\n \"b\": [1, 2],\n}\n")
        == "d.json:3: stray comma after the value of \"b\": remove it")
    #expect(
      failure("[\n1,\n2\n,\n\n]") == "d.json:4: stray comma after an element of a list: remove it")
    #expect(failure("[1,,2]") == "d.json:1: stray comma after an element of a list: remove it")
    #expect(
      failure("{\"a\": 1\n\"b\": 2}")
        == "d.json:2: expected \",\" or \"}\" after the value of \"a\", found \"\"\"")
    #expect(failure("{\"a\" 1}") == "d.json:1: expected \":\" after key \"a\", found \"1\"")
    #expect(failure("{a: 1}") == "d.json:1: expected a key in double quotes, found \"a\"")
    #expect(failure("{\n\"a\": 1,\n\"a\": 2}") == "d.json:3: key \"a\" is there twice")
    #expect(failure("") == "d.json:1: expected a value, the file ends")
    #expect(failure("{\"a\":\n\"x") == "d.json:2: a string has no end")
    #expect(failure("{} {}") == "d.json:1: something follows the end of the document")
    #expect(failure("[tru]") == "d.json:1: expected a value, found \"t\"")
    #expect(failure("[1.]") == "d.json:1: 1. is no number")
    #expect(failure("[1e999]") == "d.json:1: 1e999 is no number")
    #expect(
      failure(#"["C:\data"]"#)
        == "d.json:1: unknown escape \\d in a string; write \\\\ for a backslash")
    #expect(
      failure(String(repeating: "[", count: 100_000)) == "d.json:1: nested more than 128 deep")
  }

  @Test func valuesComeThrough() throws {
    let text =
      "\u{FEFF}" + #"{"s": "\u00e9\ud83d\ude00\n\/", "n": -1.5e2, "t": true, "z": null, "e": {}}"#
    let document = try JSONDocument(file: "d.json", bytes: Array(text.utf8))
    let root = document.root
    #expect(try document.string(document.required("s", of: root, ""), "s") == "é😀\n/")
    guard case .number(-150)? = document.member("n", of: root)?.kind,
      case .boolean(true)? = document.member("t", of: root)?.kind,
      case .null? = document.member("z", of: root)?.kind
    else {
      Issue.record("a value changed")
      return
    }
  }

  @Test func brokenTextNeverTraps() throws {
    let whole = Array(#"{"s": ["\u00e9\ud83d\ude00", -1.5e2, true, false, null, {"a": {}}]}"#.utf8)
    for position in whole.indices {
      #expect(failure(String(decoding: whole[..<position], as: UTF8.self)) != nil)
      for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x5D, 0x2C, 0xFF, 0x75, 0x2D] {
        var changed = whole
        changed[position] = byte
        _ = try? JSONDocument(file: "d.json", bytes: changed)
      }
    }
  }
}
