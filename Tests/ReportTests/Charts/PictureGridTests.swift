import Foundation
import Imaging
import Testing

@testable import Report

/// Coordinates are written to a tenth of a pixel.
private let tolerance = 0.051

struct PictureGridTests {
  private let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3, 4, 5]

  private func cell(
    _ width: Int = 512, _ height: Int = 512, caption: String = "", description: String = "a slice"
  ) -> PictureGrid.Cell {
    .init(png: png, width: width, height: height, caption: caption, description: description)
  }

  @Test(
    "Pictures keep their shape in squares of one size, in columns and rows",
    arguments: [760.0, 328])
  func geometry(width: Double) throws {
    let grid = PictureGrid(
      title: "results", columns: ["truth", "SAM", "UNet"],
      rows: [
        ("liver", [cell(), cell(300, 100), cell(50, 200)]), ("spleen", [cell(), nil]),
      ])
    let elements = try Elements(grid.file(width: width))
    let images = elements.named("image")
    let boxes = elements.of("black")
    #expect(images.count == 4 && boxes.count == 4)
    let side = boxes[0].number("width")
    #expect(side > 60)
    for (image, box) in zip(images, boxes) {
      #expect(box.number("width") == side && box.number("height") == side)
      for (at, length) in [("x", "width"), ("y", "height")] {
        let middle = image.number(at) + image.number(length) / 2
        #expect(abs(middle - box.number(at) - side / 2) < 2 * tolerance)
        #expect(image.number(length) <= side + tolerance)
      }
    }
    #expect(abs(images[1].number("width") - side) < tolerance)
    #expect(abs(images[1].number("height") - side / 3) < tolerance)
    #expect(abs(images[2].number("width") - side / 4) < tolerance)
    #expect(boxes[3].number("x") == boxes[0].number("x"))
    #expect(boxes[2].number("x") + side <= width)
    #expect(boxes[3].number("y") > boxes[0].number("y") + side)
    // One picture is missing, and the row ends before another.
    #expect(elements.of("frame").count == 2)
    #expect(elements.named("text").filter { $0.text == "–" }.count == 2)
    let data = "data:image/png;base64,\(Data(png).base64EncodedString())"
    #expect(images.allSatisfy { $0.attributes["href"] == data })
  }

  @Test("Columns that would become too small are laid out in several lines with their headings")
  func manyColumns() throws {
    let names = (1...9).map { "kind \($0)" }
    let grid = PictureGrid(title: "kinds", columns: names, rows: [("", names.map { _ in cell() })])
    let elements = try Elements(grid.file(width: 328))
    let boxes = elements.of("black")
    #expect(boxes.count == 9 && boxes[0].number("width") >= 72)
    #expect(Set(boxes.map { $0.number("y") }).count > 1)
    for (name, box) in zip(names, boxes) {
      let heading = try #require(elements.named("text").first { $0.text == name })
      #expect(abs(heading.number("x") - box.number("x") - box.number("width") / 2) < tolerance)
      #expect(heading.number("y") < box.number("y"))
    }
    let heights = try #require(elements.named("svg").first).number("height")
    #expect(boxes.allSatisfy { $0.number("y") + $0.number("height") <= heights })
  }

  @Test("No text lies on a picture or on another text", arguments: [760.0, 520, 328])
  func overlaps(width: Double) throws {
    let long = "a name that is a good deal longer than a picture is wide"
    for columns in [1, 4, 9] {
      let grid = PictureGrid(
        title: "results", columns: (0..<columns).map { "\(long) \($0)" },
        rows: (0..<3).map { row in
          ("\(long) \(row)", (0..<columns).map { _ in cell(caption: "Dice 0.93 of \(long)") })
        }, legend: [("reference", "#ff0"), (long, "#00ff00")])
      let elements = try Elements(grid.file(width: width))
      let texts = elements.named("text").map(Area.init(text:))
      let pictures = elements.of("black").map(Area.init(rect:))
      for (index, text) in texts.enumerated() {
        #expect(text.left > -8 && text.right < width + 8)
        #expect(!pictures.contains { $0.overlaps(text) }, "\(width) \(columns) \(text)")
        #expect(!texts[..<index].contains { $0.overlaps(text) }, "\(width) \(columns) \(text)")
      }
    }
  }

  @Test("Colours of the legend are colours, whatever they say")
  func legend() throws {
    let grid = PictureGrid(
      title: "x", columns: ["a"], rows: [("r", [cell()])],
      legend: [("good", "#00ff7f"), ("short", "#0f7"), ("bad", "url(http://evil.example)")])
    let text = grid.file()
    let swatches = try Elements(text).of("swatch")
    #expect(swatches.map { $0.attributes["fill"] } == ["#00ff7f", "#0f7"])
    #expect(!text.contains("evil"))
    #expect(try Elements(text).named("text").map(\.text).suffix(3) == ["good", "short", "bad"])
  }

  @Test("Hostile names stay text, and pictures are described")
  func accessible() throws {
    let hostile = "\"><script>alert(1)</script>"
    let grid = PictureGrid(
      title: hostile, columns: [hostile],
      rows: [(hostile, [cell(caption: hostile, description: hostile)])],
      legend: [(hostile, hostile)])
    for text in [grid.file(width: 760), grid.file(width: 328), grid.picture()] {
      let elements = try Elements(text)
      #expect(elements.named("script").isEmpty)
      #expect(elements.named("title").first?.text == hostile)
      #expect(elements.named("svg").first?.attributes["aria-label"]?.contains(hostile) == true)
    }
  }

  @Test("Grids of nothing are pictures too")
  func nothing() throws {
    for grid in [
      PictureGrid(title: "", columns: [], rows: []),
      PictureGrid(title: "", columns: ["a"], rows: [("b", [])]),
      PictureGrid(title: "", columns: ["a"], rows: [("b", [cell(0, 0)])]),
    ] {
      for width in [760.0, 328, 20] {
        #expect(try Elements(grid.file(width: width)).named("svg").count == 1)
      }
    }
  }
}
