/// A slice with its reference, prediction and prompts drawn on it, for looking at.
public struct SliceOverlay: Sendable {
  /// `(R, C)` grey bytes, as the model saw them.
  public var image: Plane<UInt8>
  /// `(R, C)` label values, drawn as an outline.
  public var reference: Plane<UInt16>?
  /// `(R, C)` label values, drawn as an outline and a translucent fill in the label's colour.
  public var prediction: Plane<UInt16>?
  /// Drawn as boxes in the label's colour and as marked points.
  public var prompts: [Prompt]
  /// A line of ASCII below the picture; empty for none.
  public var caption: String
  /// One picture or three.
  public var layout: OverlayLayout
  /// Narrower slices are enlarged by a whole factor until they are at least this wide, in pixels.
  public var minWidth: Int

  /// An overlay; parts that are left out are not drawn.
  public init(
    image: Plane<UInt8>, reference: Plane<UInt16>? = nil, prediction: Plane<UInt16>? = nil,
    prompts: [Prompt] = [], caption: String = "", layout: OverlayLayout = .single,
    minWidth: Int = 512
  ) {
    self.image = image
    self.reference = reference
    self.prediction = prediction
    self.prompts = prompts
    self.caption = caption
    self.layout = layout
    self.minWidth = minWidth
  }

  /// A caption in the usual form: case, slice and, where there is one, the Dice score.
  public static func caption(caseID: String, slice: Int, dice: Double?) -> String {
    let score = dice.map { value -> String in
      let thousandths = Int((min(max(value, 0), 1) * 1000).rounded())
      let digits = String(1000 + thousandths % 1000).dropFirst()
      return "  Dice \(thousandths / 1000).\(digits)"
    }
    return "\(caseID)  slice \(slice)\(score ?? "")"
  }

  /// Draws the overlay.
  ///
  /// Throws `PictureError.sizes` if a label plane differs from the image in size,
  /// `PictureError.png` if the picture would be empty or too large.
  public func render() throws -> Plane<RGB> {
    for labels in [reference, prediction].compactMap(\.self) {
      try checkSameSize(labels, image)
    }
    let scale = try self.scale
    var panels: [Canvas] = []
    switch layout {
    case .single:
      var canvas = Canvas(enlarging: image, by: scale)
      if let prediction { canvas.draw(prediction: prediction) }
      if let reference { canvas.draw(reference: reference) }
      for prompt in prompts { canvas.draw(prompt) }
      panels = [canvas]
    case .sideBySide:
      var prompted = Canvas(enlarging: image, by: scale)
      for prompt in prompts { prompted.draw(prompt) }
      var referenced = Canvas(enlarging: image, by: scale)
      if let reference { referenced.draw(reference: reference) }
      var predicted = Canvas(enlarging: image, by: scale)
      if let prediction { predicted.draw(prediction: prediction) }
      panels = [prompted, referenced, predicted]
    }
    return Canvas.join(panels, caption: caption)
  }

  private var scale: Int {
    get throws {
      guard image.columns > 0, image.rows > 0 else {
        throw PictureError.png(file: "overlay", problem: "the slice has no pixels")
      }
      let wanted = min(max(minWidth, 1), 1 << 15)
      let scale = (wanted + image.columns - 1) / image.columns
      let panels = layout == .sideBySide ? 3 : 1
      // a slice of one column and thousands of rows would become gigantic
      guard image.pixels.count <= PNG.mostPixels / (scale * scale * panels * 2) else {
        throw PictureError.png(
          file: "overlay",
          problem: "a slice of \(image.columns) × \(image.rows) pixels, enlarged \(scale) times, "
            + "is too large for a picture")
      }
      return scale
    }
  }
}
