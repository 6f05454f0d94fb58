import Testing

@testable import Imaging

@Suite struct LabelDescriptionsTests {
  @Test func linesAreWhatITKSnapReads() throws {
    let folder = try ScanFolder()
    let path = folder.file("labels.txt")
    try LabelDescriptions.write([2: "left \"big\" kidney", 0: "background", 1: "spleen"], to: path)
    let text = String(decoding: try folder.read("labels.txt"), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == 3)
    #expect(lines[0] == "0 0 0 0 0 0 0 \"Clear Label\"")
    #expect(lines[1].hasPrefix("1 ") && lines[1].hasSuffix(" 1 1 1 \"spleen\""))
    // The colour that it has in pictures.
    #expect(lines[1].hasPrefix("1 86 180 233 "))
    #expect(lines[2].hasSuffix("\"left 'big' kidney\""))
  }

  @Test func coloursDiffer() {
    let colors = (1...20).map { LabelPalette.colour(ofLabel: $0) }
    for a in 0..<20 {
      for b in 0..<a {
        let distance =
          abs(Int(colors[a].red) - Int(colors[b].red))
          + abs(Int(colors[a].green) - Int(colors[b].green))
          + abs(Int(colors[a].blue) - Int(colors[b].blue))
        #expect(distance > 30, "labels \(a + 1) and \(b + 1)")
      }
    }
  }
}
