/// How charts look: classes of elements, and the colours of both schemes.
///
/// The series' colours are those of Okabe and Ito, "Color universal design" (2008), darkened or
/// lightened until they stand out from the page by at least 3 : 1.
public enum ChartStyle {
  /// Colours as custom properties, on light pages and on dark ones.
  static let light = """
    --paper:#ffffff;--ink:#15191e;--soft:#515b66;--line:#cfd4da;--grid:#e6e9ec;\
    --busy:#13708c;--waiting:#c5ccd3;--blocked:#bf8330;--limit:#b3342d;\
    --s0:#0b6da8;--s1:#c2560a;--s2:#007d5e;--s3:#a8508b;--s4:#8a6d00;--s5:#4b56b0;--s6:#7a4a2b;\
    --s7:#5a6570;
    """
  static let dark = """
    --paper:#111417;--ink:#e8ebee;--soft:#a3adb8;--line:#3a424b;--grid:#262c33;\
    --busy:#48b3d2;--waiting:#48525d;--blocked:#c1893d;--limit:#f2857d;\
    --s0:#5cb3ec;--s1:#f0893f;--s2:#35c59b;--s3:#de8fc3;--s4:#dcc04a;--s5:#98a2f5;--s6:#cf9b77;\
    --s7:#a7b1bb;
    """

  /// Rules for elements of charts; they need the colours.
  static let rules = """
    .chart text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,\
    sans-serif;font-variant-numeric:tabular-nums;fill:var(--soft)}
    .chart .name{fill:var(--ink)}
    .chart .strong{fill:var(--ink);font-weight:600}
    .chart .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
    .chart .grid{stroke:var(--grid);stroke-width:1}
    .chart .axis{stroke:var(--line);stroke-width:1}
    .chart .break{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
    .chart .limit{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:6 4;fill:none}
    .chart .frame{fill:none;stroke:var(--line);stroke-width:1}
    .chart .whisker{stroke:var(--c);stroke-width:1.25}
    .chart .box{fill:var(--c);fill-opacity:.22;stroke:var(--c);stroke-width:1.25}
    .chart .median{stroke:var(--ink);stroke-width:2.25}
    .chart .mean{fill:var(--paper);stroke:var(--ink);stroke-width:1.5}
    .chart .point{fill:var(--c);fill-opacity:.62}
    .chart .density{fill:var(--c);fill-opacity:.34}
    .chart .area{fill:var(--c)}
    .chart .wash{fill:var(--c);fill-opacity:.2}
    .chart .curve{fill:none;stroke:var(--c);stroke-width:1.75;stroke-linejoin:round}
    .chart .node{fill:var(--c);fill-opacity:.13;stroke:var(--c);stroke-width:1.25}
    .chart .arrow{fill:none;stroke:var(--soft);stroke-width:1.5;stroke-linejoin:round}
    .chart .head{fill:var(--soft)}
    .chart .black{fill:#000000}
    .chart .swatch{stroke:var(--line);stroke-width:1}
    .chart .busy{--c:var(--busy)}.chart .waiting{--c:var(--waiting)}
    .chart .blocked{--c:var(--blocked)}
    .chart .s0{--c:var(--s0)}.chart .s1{--c:var(--s1)}.chart .s2{--c:var(--s2)}
    .chart .s3{--c:var(--s3)}.chart .s4{--c:var(--s4)}.chart .s5{--c:var(--s5)}
    .chart .s6{--c:var(--s6)}.chart .s7{--c:var(--s7)}
    """

  /// The style of a chart in a file of its own.
  static var standalone: String {
    ":root{\(light)background:var(--paper)}"
      + "@media(prefers-color-scheme:dark){:root{\(dark)}}\(rules)"
  }

  /// The style of a picture for programs that know no custom properties: the light scheme's colours
  /// written out. A rule that takes its colour from a class beside it becomes a rule for each such
  /// class.
  static let literal: String = {
    var values: [Substring: Substring] = [:]
    for declaration in light.split(separator: ";") {
      let pair = declaration.split(separator: ":")
      if pair.count == 2 { values[pair[0]] = pair[1] }
    }
    func resolved(_ text: Substring) -> String {
      values.reduce(String(text)) { $0.replacing("var(\($1.key))", with: $1.value) }
    }
    let blocks = rules.split(separator: "}").map { $0.drop(while: \.isWhitespace) }
    var colours: [(selector: Substring, value: String)] = []
    for block in blocks {
      guard let parts = block.wholeMatch(of: /\.chart (\.\w+)\{--c:(.*)/) else { continue }
      colours.append((parts.1, resolved(parts.2)))
    }
    return blocks.filter { !$0.isEmpty && !$0.contains("{--c:") }.map { block in
      let rule = resolved(block)
      guard rule.contains("var(--c)") else { return rule + "}\n" }
      return colours.map { colour in
        rule.replacing("{", with: "\(colour.selector){")
          .replacing("var(--c)", with: colour.value) + "}\n"
      }.joined()
    }.joined()
  }()

  /// The class of the `index`th series' colour; repeats after eight.
  static func series(_ index: Int) -> String { "s\(index % 8)" }
}
