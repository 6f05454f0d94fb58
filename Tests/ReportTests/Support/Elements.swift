import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of a well-formed XML text, in order.
struct Elements {
  struct Element {
    let name: String
    let attributes: [String: String]
    /// The text directly in it.
    var text = ""

    /// An attribute that is a number.
    func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }
    var classes: [Substring] { (attributes["class"] ?? "").split(separator: " ") }
  }

  let all: [Element]

  struct Malformed: Error {
    let line: Int
    let reason: String
  }

  init(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    let collector = Collector()
    parser.delegate = collector
    guard parser.parse() else {
      throw Malformed(
        line: parser.lineNumber, reason: parser.parserError.map { "\($0)" } ?? "unknown")
    }
    all = collector.elements
  }

  /// Those of a class, in order.
  func of(_ name: String) -> [Element] { all.filter { $0.classes.contains(name[...]) } }

  /// Those of a name, in order.
  func named(_ name: String) -> [Element] { all.filter { $0.name == name } }

  private final class Collector: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String] = [:]
    ) {
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if let index = open.last { elements[index].text += text }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      open.removeLast()
    }
  }
}
