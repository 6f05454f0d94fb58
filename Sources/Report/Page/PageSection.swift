/// A part of the page with its entry in the contents.
struct PageSection {
  let id: String
  let title: String
  /// Writes what stands below the heading.
  let write: ((Markup) throws -> Void) throws -> Void

  /// A section whose markup is small enough to be made at once.
  init(id: String, title: String, _ body: Markup) {
    self.init(id: id, title: title) { try $0(body) }
  }

  init(id: String, title: String, write: @escaping ((Markup) throws -> Void) throws -> Void) {
    self.id = id
    self.title = title
    self.write = write
  }

  /// A chart with its caption beside or below it.
  static func plot(_ chart: some Chart, _ title: String, _ caption: Markup) -> Markup {
    """
    <figure class="plot"><figcaption><strong>\(title)</strong>\(caption)</figcaption>\
    <div class="charts">\(chart.figure())</div></figure>

    """
  }

  /// A sentence that stands for something that isn't there.
  static func missing(_ sentence: String) -> Markup {
    "<p class=\"soft\">\(sentence)</p>\n"
  }
}
