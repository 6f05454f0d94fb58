import Testing

@testable import Imaging

struct SliceOverlayTests {
  private let image = Plane<UInt8>(rows: 40, columns: 100, repeating: 90)

  private func square(_ value: UInt16) -> Plane<UInt16> {
    var labels = Plane<UInt16>(rows: 40, columns: 100, repeating: 0)
    for y in 10..<20 {
      for x in 30..<50 { labels[y, x] = value }
    }
    return labels
  }

  @Test func enlargesByAWholeFactor() throws {
    let picture = try SliceOverlay(image: image).render()
    #expect(picture.columns == 600 && picture.rows == 240)
    #expect(picture.pixels.allSatisfy { $0 == RGB(grey: 90) })
    let captioned = try SliceOverlay(image: image, caption: "a").render()
    #expect(captioned.rows == 240 + 28)
    let wide = Plane<UInt8>(rows: 2, columns: 700, repeating: 0)
    #expect(try SliceOverlay(image: wide).render().columns == 700)
  }

  @Test func drawsOutlinesAndFill() throws {
    let colour = LabelPalette.colour(ofLabel: 2)
    let predicted = try SliceOverlay(image: image, prediction: square(2)).render()
    #expect(predicted[60, 180] == colour)
    #expect(predicted[119, 299] == colour)
    #expect(predicted[90, 240] == RGB(grey: 90).mixed(with: colour, share: 0.35))
    #expect(predicted[59, 180] == RGB(grey: 90))
    let referenced = try SliceOverlay(image: image, reference: square(2)).render()
    #expect(referenced[60, 200] == LabelPalette.reference)
    #expect(referenced[90, 240] == RGB(grey: 90))
  }

  @Test func drawsPrompts() throws {
    let prompt = Prompt(
      label: 1, component: 1, box: PromptBox(x0: 30, y0: 10, x1: 49, y1: 19),
      points: [PromptPoint(x: 40, y: 15), PromptPoint(x: 80, y: 30)], pointLabels: [1, 0])
    let picture = try SliceOverlay(image: image, prompts: [prompt]).render()
    // the box lies just outside the pixels it holds
    #expect(picture[59, 200] != RGB(grey: 90))
    #expect(picture[60, 200] == RGB(grey: 90))
    #expect(picture[120, 200] != RGB(grey: 90))
    #expect(picture[93, 243] == LabelPalette.positivePoint)
    #expect(picture[183, 483] == LabelPalette.negativePoint)
  }

  @Test func promptsFarOutsideAreHarmless() throws {
    let prompt = Prompt(
      label: -5, component: 1, box: PromptBox(x0: -1e300, y0: .nan, x1: .infinity, y1: 5),
      points: [PromptPoint(x: .nan, y: 1), PromptPoint(x: -3, y: 500)], pointLabels: [1, 0])
    let picture = try SliceOverlay(image: image, prompts: [prompt]).render()
    #expect(picture.pixels.allSatisfy { $0 == RGB(grey: 90) })
  }

  @Test func putsThreePicturesBesideEachOther() throws {
    let picture = try SliceOverlay(
      image: image, reference: square(1), prediction: square(3), caption: "x",
      layout: .sideBySide
    ).render()
    #expect(picture.columns == 3 * 600 + 2 * 8)
    #expect(picture[60, 200] == RGB(grey: 90))
    #expect(picture[60, 608 + 200] == LabelPalette.reference)
    #expect(picture[60, 1216 + 200] == LabelPalette.colour(ofLabel: 3))
  }

  @Test func writesCaptions() throws {
    #expect(
      SliceOverlay.caption(caseID: "spleen_001", slice: 12, dice: 0.97349)
        == "spleen_001  slice 12  Dice 0.973")
    #expect(SliceOverlay.caption(caseID: "a", slice: 0, dice: 1) == "a  slice 0  Dice 1.000")
    #expect(SliceOverlay.caption(caseID: "a", slice: 0, dice: nil) == "a  slice 0")
    // an I: a bar with a foot and a head
    #expect(
      BitmapFont.rows(of: "I")
        == [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110, 0])
    #expect(BitmapFont.rows(of: "é") == BitmapFont.rows(of: "?"))
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: PictureError.self) {
      try SliceOverlay(image: image, reference: Plane(rows: 1, columns: 1, pixels: [1])).render()
    }
    #expect(throws: PictureError.self) {
      try SliceOverlay(image: Plane(rows: 0, columns: 0, pixels: [])).render()
    }
    #expect(throws: PictureError.self) {
      try SliceOverlay(image: Plane(rows: 60000, columns: 1, repeating: 0)).render()
    }
  }
}
