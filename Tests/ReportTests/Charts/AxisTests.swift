import Testing

@testable import Report

struct AxisTests {
  private func labels(_ axis: Axis) -> [String] { axis.ticks.map(\.label) }

  @Test("Scores from 0 to 1 have ticks at fifths")
  func unit() {
    let axis = Axis.linear(0...1, title: "Dice")
    #expect(labels(axis) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(axis.position(0) == 0 && axis.position(0.25) == 0.25 && axis.position(1) == 1)
    #expect(axis.position(-4) == 0 && axis.position(9) == 1 && axis.position(.nan) == 0)
  }

  @Test("A nice axis reaches from tick to tick")
  func nice() {
    let axis = Axis.linear(0.13...0.87, title: "", nice: true)
    #expect(axis.domain == 0...1)
    #expect(labels(axis) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(Axis.linear(-50...250, title: "")) == ["0", "100", "200"])
    #expect(
      labels(Axis.linear(0...0.004, title: "")) == ["0.000", "0.001", "0.002", "0.003", "0.004"])
  }

  @Test(
    "Times have round ticks",
    arguments: [
      (0.5, ["0", "0.1 s", "0.2 s", "0.3 s", "0.4 s", "0.5 s"]),
      (40, ["0", "10 s", "20 s", "30 s", "40 s"]),
      (275, ["0", "1 min", "2 min", "3 min", "4 min"]),
      (36_000, ["0", "2 h", "4 h", "6 h", "8 h", "10 h"]),
      (20 * 86_400, ["0", "4 d", "8 d", "12 d", "16 d", "20 d"]),
    ] as [(Double, [String])])
  func times(end: Double, expected: [String]) {
    #expect(labels(Axis.time(to: end)) == expected)
  }

  @Test("Bytes have ticks at powers of two")
  func bytes() {
    #expect(
      labels(Axis.bytes(to: Double(2 << 30), title: ""))
        == ["0 B", "512 MiB", "1 GiB", "1.5 GiB", "2 GiB"])
    #expect(labels(Axis.bytes(to: 90e6, title: "")) == ["0 B", "32 MiB", "64 MiB"])
  }

  @Test(
    "A domain is never empty, so that positions are numbers",
    arguments: [
      Axis.linear(3...3, title: ""), .linear(0...0, title: ""), .linear(0 ... .infinity, title: ""),
      .linear(-1e300...1e300, title: ""), .time(to: 0), .time(to: 1e15), .time(to: -3),
      .bytes(to: 0, title: ""), .bytes(to: 1e300, title: ""),
    ])
  func degenerate(axis: Axis) {
    #expect(axis.domain.upperBound > axis.domain.lowerBound)
    #expect((0...1).contains(axis.position(3)))
    #expect(axis.ticks.count < 100)
  }
}
