import Imaging
import Testing

@testable import Stages

struct WindowTests {
  private func picture(hu: [Double], stretch: String) throws -> [UInt8] {
    let folder = try TestFolder()
    var scan = TestScan(size: [1, 4, 1])
    scan.hu = { _, j, _ in [-1000, -100, 0, 1000][j] }
    var options = Window.Options()
    options.hu = hu
    options.stretch = try #require(.init(rawValue: stretch))
    let window = Window(
      window: try .init(low: options.hu[0], high: options.hu[1]), stretch: options.stretch)
    return try #require(window.process(scan.slices(in: folder)[0])).grey.pixels
  }

  @Test func stretchingByTheWindowKeepsItsBounds() throws {
    #expect(try picture(hu: [-2000, 2000], stretch: "window").first! > 0)
    #expect(try picture(hu: [-100, 0], stretch: "window") == [0, 0, 255, 255])
  }

  @Test func stretchingBySliceUsesAllGreys() throws {
    let grey = try picture(hu: [-2000, 2000], stretch: "min-max")
    #expect(grey.first == 0 && grey.last == 255)
  }

  @Test func boundsMustBeInOrder() {
    var options = Window.Options()
    #expect(Window.check(options).isEmpty)
    options.hu = [250, -175]
    #expect(Window.check(options).count == 1)
  }
}
