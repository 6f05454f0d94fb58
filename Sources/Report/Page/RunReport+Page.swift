extension RunReport {
  /// Writes the report as one HTML page that needs nothing else: no script, style or picture from
  /// outside. It is well-formed XML too.
  ///
  /// The page comes in pieces; pictures are read from their files one after the other.
  ///
  /// - Throws: what `write` throws. A picture that can't be read is left out.
  public func writePage(_ write: (String) throws -> Void) throws {
    func put(_ markup: Markup) throws { try write(markup.text) }
    let sections = self.sections
    try put(
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'"/>
      <title>\(name) – \(purpose.lowercased())</title>
      <style>
      \(Markup(trusted: PageStyle.css))</style></head>
      <body><a class="skip" href="#content">To the content</a><div class="page">
      \(header)<div class="columns">
      <nav aria-label="Contents"><ol>\(sections.map(Self.entry))</ol></nav>
      <main id="content">

      """)
    for section in sections {
      try put(
        "<section id=\"\(section.id)\" aria-labelledby=\"\(section.id)-title\">"
          + "<h2 id=\"\(section.id)-title\">\(section.title)</h2>\n")
      try section.write(put)
      try put("</section>\n")
    }
    try put(
      """
      </main></div>
      <footer><p>Made by sluice\(version) from the files of the run folder “\(name)”. It is research \
      software and no medical device.</p></footer></div>
      <script>
      \(Markup(trusted: PageScript.source))
      </script></body></html>

      """)
  }

  private var sections: [PageSection] {
    [studySection].compactMap(\.self) + [requestSection, progressSection]
      + [trainingSection].compactMap(\.self)
      + (isLabelling ? [scoreSection, gallerySection, estimateSection] : [])
      + [quarantineSection, warningSection, timelineSection, resourceSection].compactMap(\.self)
      + (problems.isEmpty ? [] : [problemSection])
  }

  /// Whether labels were to be made: a run that only trains says nothing of labels that it lacks.
  var isLabelling: Bool {
    trainings.isEmpty || !scores.isEmpty || !estimates.isEmpty || gallery.available > 0
  }

  /// What kind of run it was.
  var purpose: String {
    study != nil ? "Study" : isLabelling ? "Labelling run" : "Training run"
  }

  private static func entry(_ section: PageSection) -> Markup {
    "<li><a href=\"#\(section.id)\">\(section.title)</a></li>"
  }

  private var version: String {
    request?.version.map { " \($0)" } ?? ""
  }

  private var problemSection: PageSection {
    let items = problems.map { problem -> Markup in "<li>\(problem)</li>" }
    return PageSection(
      id: "problems", title: "What could not be read", "<ul>\(items)</ul>")
  }
}
