/// An SVG picture in the making: a few primitives in user units, which are CSS pixels at full size.
///
/// Colours come from classes (`ChartStyle`), so that one picture suits light and dark pages.
struct Drawing {
  let width: Double
  let height: Double
  private(set) var body: [Markup] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  enum Anchor: String {
    case start, middle, end
  }

  mutating func add(_ element: Markup) {
    body.append(element)
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    add("<line class=\"\(style)\" x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\"/>")
  }

  mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    title: String? = nil
  ) {
    let place: Markup =
      "class=\"\(style)\" x=\"\(x)\" y=\"\(y)\" width=\"\(max(width, 0))\" height=\"\(max(height, 0))\""
    add(title.map { "<rect \(place)><title>\($0)</title></rect>" } ?? "<rect \(place)/>")
  }

  mutating func dot(
    _ x: Double, _ y: Double, radius: Double, _ style: String, title: String? = nil
  ) {
    let place: Markup = "class=\"\(style)\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\""
    add(title.map { "<circle \(place)><title>\($0)</title></circle>" } ?? "<circle \(place)/>")
  }

  mutating func path(_ points: [(x: Double, y: Double)], closed: Bool = false, _ style: String) {
    guard let first = points.first else { return }
    var path = "M\(first.x.coordinate) \(first.y.coordinate)"
    for point in points.dropFirst() { path += "L\(point.x.coordinate) \(point.y.coordinate)" }
    add("<path class=\"\(style)\" d=\"\(path)\(closed ? "Z" : "")\"/>")
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ style: String = "label", anchor: Anchor = .start
  ) {
    let place: Markup = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    add("<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\"\(place)>\(text)</text>")
  }

  /// Where a picture is to be seen.
  enum Setting {
    /// In a page, which has the style.
    case page
    /// In a file of its own, for browsers.
    case file
    /// In a file of its own, for programs that know less of CSS than browsers.
    case picture
  }

  /// The picture, with what a screen reader says of it.
  func svg(title: String, description: String, setting: Setting, class name: String = "") -> Markup
  {
    let space: Markup = setting == .page ? "" : " xmlns=\"http://www.w3.org/2000/svg\""
    let style: Markup =
      switch setting {
      case .page: ""
      case .file: "<style>\(Markup(trusted: ChartStyle.standalone))</style>"
      case .picture:
        """
        <style>\(Markup(trusted: ChartStyle.literal))</style>\
        <rect width="\(width)" height="\(height)" fill="#ffffff"/>
        """
      }
    let kind = name.isEmpty ? "chart" : "chart \(name)"
    let label = description.isEmpty ? title : "\(title). \(description)"
    return """
      <svg\(space) class="\(kind)" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="img" aria-label="\(label)">\(style)\(body)</svg>
      """
  }

  /// A generous estimate of how wide `text` is, as fonts differ.
  static func width(_ text: String, size: Double = 12) -> Double {
    Double(text.count) * size * 0.58
  }

  /// `text`, with its middle left out if it would be wider than `width`.
  static func fitted(_ text: String, width: Double, size: Double = 12) -> String {
    let room = max(Int(width / (size * 0.58)), 4)
    guard text.count > room else { return text }
    return "\(text.prefix((room - 1) / 2))…\(text.suffix(room - 1 - (room - 1) / 2))"
  }

  /// `text` in lines no wider than `width`, broken between words; what doesn't fit into `lines` lines
  /// is left out of the last.
  static func wrapped(
    _ text: String, width: Double, lines: Int, size: Double = 12
  ) -> [String] {
    let room = max(Int(width / (size * 0.58)), 4)
    var result: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = result.last, last.count + 1 + word.count <= room || result.count == lines {
        result[result.count - 1] = "\(last) \(word)"
      } else {
        result.append(String(word))
      }
    }
    return result.map { fitted($0, width: width, size: size) }
  }
}
