import DurableFiles
import Foundation
import Testing

@testable import Imaging

struct PNGTests {
  private let grey: Plane<UInt8> = {
    var random = SeededGenerator(seed: 1)
    return Plane(
      rows: 37, columns: 53, pixels: (0..<37 * 53).map { _ in UInt8(random.next() >> 56) })
  }()

  @Test func greyGoesThereAndBack() throws {
    try withTemporaryFolder { folder in
      try PNG.write(grey, to: "\(folder)/a.png")
      try PNG.write(grey, to: "\(folder)/b.png")
      #expect(try PNG.readGrey("\(folder)/a.png") == grey)
      guard case .grey(let read) = try PNG.read("\(folder)/a.png") else {
        Issue.record("a grey picture was read as colour")
        return
      }
      #expect(read == grey)
      #expect(try FileContents.read("\(folder)/a.png") == FileContents.read("\(folder)/b.png"))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["a.png", "b.png"])
    }
  }

  @Test func colourGoesThereAndBack() throws {
    try withTemporaryFolder { folder in
      let colour = Plane<RGB>(
        rows: 37, columns: 53,
        pixels: grey.pixels.indices.map { RGB(grey.pixels[$0], UInt8($0 & 255), 7) })
      try PNG.write(colour, to: "\(folder)/a.png")
      #expect(try PNG.readRGB("\(folder)/a.png") == colour)
    }
  }

  /// Pictures of 4 × 2 pixels made by Pillow, of every kind.
  @Test(
    arguments: [
      ("16-bit grey", PNGSamples.grey16), ("grey and alpha", PNGSamples.greyAlpha),
      ("8-bit grey", PNGSamples.grey8),
    ])
  func readsGreyKinds(name: String, base64: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.png"
      try PendingFile.write([UInt8](Data(base64Encoded: base64) ?? Data()), to: path)
      #expect(try PNG.readGrey(path).pixels == [0, 36, 72, 108, 144, 180, 216, 252], "\(name)")
      #expect(try PNG.readRGB(path).pixels.map(\.green) == PNG.readGrey(path).pixels)
    }
  }

  @Test(
    arguments: [
      ("palette", PNGSamples.palette), ("RGB", PNGSamples.rgb), ("RGBA", PNGSamples.rgba),
    ])
  func readsColourKinds(name: String, base64: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.png"
      try PendingFile.write([UInt8](Data(base64Encoded: base64) ?? Data()), to: path)
      guard case .colour(let read) = try PNG.read(path) else {
        Issue.record("\(name) was read as grey")
        return
      }
      #expect(read.rows == 2 && read.columns == 4)
      #expect(read.pixels[0] == RGB(255, 0, 0) && read.pixels[7] == RGB(0, 0, 255), "\(name)")
    }
  }

  @Test func damageIsAnError() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.png"
      try PNG.write(grey, to: path)
      let whole = try FileContents.read(path)
      for length in [0, 4, 8, 20, 33, 40, whole.count / 2, whole.count - 20] {
        try PendingFile.write(Array(whole[..<length]), to: path)
        #expect(throws: PictureError.self, "\(length) bytes") { try PNG.readGrey(path) }
      }
      var flipped = whole
      flipped[whole.count / 2] ^= 0x55
      try PendingFile.write(flipped, to: path)
      #expect(throws: PictureError.self) { try PNG.readGrey(path) }
      try PendingFile.write(Array("not a picture, just text".utf8), to: path)
      #expect(throws: PictureError.self) { try PNG.readGrey(path) }
    }
  }

  /// A header that claims 60,000 × 60,000 pixels must not take 3.6 GB.
  @Test func hugePicturesAreRefused() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.png"
      let bytes = [UInt8](Data(base64Encoded: PNGSamples.huge) ?? Data())
      try PendingFile.write(bytes, to: path)
      #expect {
        try PNG.readGrey(path)
      } throws: { error in
        "\(error)".contains("60000 × 60000 pixels are more than")
      }
    }
  }

  @Test func emptyPicturesAndMissingFoldersAreErrors() {
    let empty = Plane<UInt8>(rows: 0, columns: 5, pixels: [])
    #expect(throws: PictureError.self) { try PNG.write(empty, to: "/tmp/never.png") }
    #expect(throws: FileError.self) { try PNG.write(grey, to: "/dev/null/a.png") }
  }
}
