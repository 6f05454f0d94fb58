import Foundation

extension RunReport {
  /// Pictures, read one by one while the page is written.
  var gallerySection: PageSection {
    PageSection(id: "pictures", title: "Pictures") { write in
      guard !gallery.slices.isEmpty else {
        return try write(PageSection.missing("There are no pictures in overlays/."))
      }
      try write("<p>\(galleryLead)</p>\n" + legend)
      let kinds = gallery.slices.map(\.pictures.count).max() ?? 1
      let width = "\(min(250 * kinds, 760))px"
      try write("<ul class=\"slices\" style=\"--w:\(width)\">\n")
      for slice in gallery.slices {
        try write(
          """
          <li><h3>\(slice.caseID), slice \(slice.slice) <span>\(slice.rank)</span></h3>\
          <div class="kinds">
          """)
        for picture in slice.pictures { try write(Self.figure(picture, of: slice)) }
        try write("</div></li>\n")
      }
      try write("</ul>\n")
    }
  }

  /// Which colour is which label; nothing if there is only one.
  private var legend: Markup {
    guard !gallery.labels.isEmpty else { return "" }
    let keys = gallery.labels.map { label -> Markup in
      "<li><i style=\"background:\(label.colour)\"></i>\(label.name)</li>"
    }
    return "<ul class=\"colours\">\(keys)</ul>\n"
  }

  private var galleryLead: String {
    let shown = gallery.slices.map(\.pictures.count).reduce(0, +)
    let isRanked = gallery.slices.contains { !$0.rank.isEmpty }
    let averaged = scores.count > 1 ? ", averaged over the kinds of prompts" : ""
    let order =
      isRanked
      ? "Worst first, ranked by the Dice of the foreground\(averaged), among slices that have "
        + "pictures."
      : "There are no scores to rank them by."
    return
      "Labels are filled, the reference is outlined in yellow, boxes are dashed; points on the "
      + "object are green, points beside it red. \(order) "
      + "\(shown.grouped) of \(counted(gallery.available, "picture")) of overlays/ are shown."
  }

  private static func figure(_ picture: Gallery.Picture, of slice: Gallery.Slice) -> Markup {
    guard let data = FileManager.default.contents(atPath: picture.file),
      data.count <= Gallery.mostBytes
    else {
      return "<p class=\"soft\">\(picture.prompts): the picture can’t be read.</p>"
    }
    let score = picture.dice.map { "Dice \($0.decimals(3))" } ?? "no score"
    return """
      <figure><img width="\(picture.width)" \
      height="\(picture.height)" alt="\(slice.caseID), slice \(slice.slice), labelled from \
      \(picture.prompts) prompts; \(score)" src="data:image/png;base64,\
      \(Markup(trusted: data.base64EncodedString()))"/>\
      <figcaption>\(picture.prompts) · \(score)</figcaption></figure>
      """
  }
}
