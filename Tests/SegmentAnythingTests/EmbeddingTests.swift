import NN
import Tensors
import Testing

@testable import SegmentAnything

@Suite("Embedding pictures")
struct EmbeddingTests {
  @Test(
    "the resized picture equals the official one to the byte, the embedding within 1e-3",
    .enabled(if: SharedFixtures.exist, SharedFixtures.skipped),
    arguments: ["sam-tiny", "sam-tiny-rect"])
  func official(model: String) throws {
    let fixture = try SamFixture(model)
    let resize = ResizeLongestSide(targetLength: fixture.sam.configuration.imageSize)
    let resized = resize.applyImage(fixture.image)
    let expected = try fixture.expected("image/resized")
    #expect([resized.height, resized.width, resized.channels] == expected.shape)
    #expect(resized.pixels.map(Float.init) == expected.elements)

    let embedding = try fixture.sam.embed(fixture.image, team: ThreadTeam(threads: 2))
    #expect(embedding.inputSize == resized.size)
    let reference = try fixture.expected("image/embedding")
    #expect(embedding.tensor.largestDifference(from: reference) < 1e-3)
  }

  @Test("a grey picture is one with three equal channels", arguments: PreprocessingStyle.allCases)
  func grey(style: PreprocessingStyle) throws {
    let sam = try SyntheticSam.sam(preprocessing: style)
    let pixels = (0..<30 * 41).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
    let grey = ByteImage(height: 30, width: 41, channels: 1, pixels: pixels)
    let rgb = ByteImage(
      height: 30, width: 41, channels: 3, pixels: pixels.flatMap { [$0, $0, $0] })
    #expect(try sam.preprocess(grey).elements == sam.preprocess(rgb).elements)
  }

  @Test("SAM pads below and to the right with zeros")
  func padding() throws {
    let sam = try SyntheticSam.sam()
    let image = ByteImage(
      height: 20, width: 40, channels: 1, pixels: Array(repeating: 200, count: 800))
    let input = try sam.preprocess(image).elements
    #expect(sam.inputSize(for: image.size) == ImageSize(height: 32, width: 64))
    for channel in 0..<3 {
      let value = (200 - sam.pixelMean[channel]) / sam.pixelStd[channel]
      let plane = input[channel * 4096..<(channel + 1) * 4096]
      #expect(plane.prefix(32 * 64).allSatisfy { $0 == value })
      #expect(plane.dropFirst(32 * 64).allSatisfy { $0 == 0 })
    }
  }

  @Test("MedSAM stretches to the square and to [0, 1]")
  func medSAM() throws {
    let sam = try SyntheticSam.sam(preprocessing: .medSAM)
    let pixels = (0..<50).flatMap { row in [UInt8](repeating: UInt8(50 + 2 * row), count: 30) }
    let image = ByteImage(height: 50, width: 30, channels: 1, pixels: pixels)
    let input = try sam.preprocess(image)
    #expect(sam.inputSize(for: image.size) == ImageSize(height: 64, width: 64))
    #expect(input.shape == [3, 64, 64])
    #expect(input.elements.min() == 0)
    #expect(input.elements.max() == 1)
    #expect(input.elements[..<64].allSatisfy { $0 == 0 })
  }

  @Test("the longest side fits, the shorter one is rounded half up")
  func sizes() {
    let resize = ResizeLongestSide(targetLength: 1024)
    func shape(_ height: Int, _ width: Int) -> ImageSize {
      resize.preprocessShape(ImageSize(height: height, width: width))
    }
    #expect(shape(512, 512) == ImageSize(height: 1024, width: 1024))
    #expect(shape(122, 101) == ImageSize(height: 1024, width: 848))
    #expect(shape(180, 220) == ImageSize(height: 838, width: 1024))
    #expect(shape(2048, 1025) == ImageSize(height: 1024, width: 513))
    let box = resize.applyBox(
      ImageBox(x0: 10, y0: 20, x1: 100, y1: 120), originalSize: ImageSize(height: 512, width: 256))
    #expect(box == ImageBox(x0: 20, y0: 40, x1: 200, y1: 240))
  }
}
