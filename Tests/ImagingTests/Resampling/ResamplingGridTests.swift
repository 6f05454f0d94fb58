import Testing

@testable import Imaging

struct ResamplingGridTests {
  @Test func edgesOfTheFirstVoxelsCoincide() throws {
    let grid = try ResamplingGrid(sourceCount: 20, sourceSpacing: 2, targetSpacing: 5)
    #expect(grid.targetCount == 8)
    // centres at 2.5 and 7.5 mm from the edge, the source's at 1, 3, 5, 7 …
    #expect(grid.sourcePosition(ofTarget: 0) == 0.75)
    #expect(grid.sourcePosition(ofTarget: 1) == 3.25)
    #expect(abs(grid.targetPosition(ofSource: 0) - -0.3) < 1e-12)
    #expect(grid.linearTaps(forTarget: 0) == LinearTaps(first: 0, second: 1, secondWeight: 0.75))
    #expect(grid.linearTaps(forTarget: 1) == LinearTaps(first: 3, second: 4, secondWeight: 0.25))
    #expect((0..<8).map(grid.nearestSource) == [1, 3, 6, 8, 11, 13, 16, 18])
    #expect(
      (0..<20).map(grid.nearestTarget)
        == [0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 7])
  }

  @Test func sameSpacingCopies() throws {
    let grid = try ResamplingGrid(sourceCount: 7, sourceSpacing: 0.7, targetSpacing: 0.7)
    #expect(grid.isIdentity)
    for index in 0..<7 {
      #expect(
        grid.linearTaps(forTarget: index)
          == LinearTaps(first: index, second: index, secondWeight: 0))
      #expect(grid.nearestSource(toTarget: index) == index)
    }
  }

  @Test func tapsStayInsideAndNeverGoBack() throws {
    for (source, target) in [(3.0, 0.9), (0.9, 3.0), (1.0, 1.1), (5.0, 0.31)] {
      let grid = try ResamplingGrid(
        sourceCount: 31, sourceSpacing: source, targetSpacing: target)
      var last = 0
      for index in 0..<grid.targetCount {
        let taps = grid.linearTaps(forTarget: index)
        #expect(taps.first >= last && taps.second < 31 && taps.second - taps.first <= 1)
        last = taps.first
      }
    }
  }

  @Test func oneSampleIsEnough() throws {
    let grid = try ResamplingGrid(sourceCount: 1, sourceSpacing: 1, targetSpacing: 9)
    #expect(grid.targetCount == 1)
    #expect(grid.linearTaps(forTarget: 0) == LinearTaps(first: 0, second: 0, secondWeight: 0))
  }

  @Test(
    arguments: [
      (0, 1.0, 1.0), (-1, 1, 1), (5, 0, 1), (5, 1, 0), (5, .nan, 1), (5, 1, .nan), (5, -1, 1),
      (5, 1, -1), (5, .infinity, 1), (512, 1, 1e-9), (5, .leastNonzeroMagnitude, 1),
      (Int.max, 1, 1),
    ])
  func refusesNonsense(count: Int, source: Double, target: Double) {
    #expect(throws: PictureError.self) {
      try ResamplingGrid(sourceCount: count, sourceSpacing: source, targetSpacing: target)
    }
  }
}
