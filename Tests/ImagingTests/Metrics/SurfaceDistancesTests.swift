import Testing

@testable import Imaging

/// Surfaces and distances against their definitions, written plainly.
struct SurfaceDistancesTests {
  /// Slices, rows, columns and mm.
  static let volumes: [(size: SIMD3<Int>, spacing: SIMD3<Double>, percent: Int)] = [
    (SIMD3(5, 9, 7), SIMD3(3, 0.7, 0.9), 60),
    (SIMD3(8, 6, 11), SIMD3(0.5, 2.5, 1), 90),
    (SIMD3(4, 4, 4), SIMD3(1, 1, 1), 8),
    (SIMD3(1, 12, 10), SIMD3(5, 0.8, 0.6), 80),
    (SIMD3(12, 1, 10), SIMD3(2, 0.8, 0.6), 80),
    (SIMD3(20, 3, 1), SIMD3(1.5, 0.8, 0.6), 70),
  ]

  @Test(arguments: volumes) func agreeWithTheDefinition(
    _ size: SIMD3<Int>, _ spacing: SIMD3<Double>, _ percent: Int
  ) throws {
    var random = SeededGenerator(seed: UInt64(percent + size.x))
    let pair = try (0..<2).map { _ in try Volume(size, percent: percent, &random) }
    for label in 1...2 {
      let points = pair.map { $0.surface(of: label) }
      for (volume, points) in zip(pair, points) {
        let found = volume.surfaces[label].voxels
        #expect(found.map(\.position) == points, "label \(label)")
      }
      let distances = try #require(
        SurfaceDistances(
          predicted: pair[0].surfaces[label], reference: pair[1].surfaces[label], spacing: spacing))
      for (found, (from, to)) in [
        (distances.fromPredicted, (points[0], points[1])),
        (distances.fromReference, (points[1], points[0])),
      ] {
        let expected = from.map { Self.nearest($0, in: to, spacing) }
        #expect(found.count == expected.count)
        // sums of squares in another order
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, $1) })
      }
    }
  }

  @Test func summariesOfKnownDistances() throws {
    // two voxels of a row against one: 0 and 3 mm there, 0 mm back
    let predicted = Self.surface([SIMD3(0, 0, 0), SIMD3(0, 0, 3)])
    let reference = Self.surface([SIMD3(0, 0, 0)])
    let distances = try #require(
      SurfaceDistances(predicted: predicted, reference: reference, spacing: SIMD3(1, 1, 1)))
    #expect(distances.fromPredicted == [0, 3])
    #expect(distances.fromReference == [0])
    #expect(distances.hausdorff == 3)
    // position 0.95 · 2 = 1.9 in 0, 0, 3
    #expect(abs(distances.hd95 - 2.7) < 1e-12)
    #expect(distances.assd == 1)
    #expect(distances.surfaceDice(tolerance: 2.9) == 2.0 / 3)
    #expect(distances.surfaceDice(tolerance: 3) == 1)
  }

  @Test func emptySurfacesHaveNoDistances() {
    let some = Self.surface([SIMD3(0, 0, 0)])
    for (a, b) in [(MaskSurface(), some), (some, MaskSurface()), (MaskSurface(), MaskSurface())] {
      #expect(SurfaceDistances(predicted: a, reference: b, spacing: SIMD3(1, 1, 1)) == nil)
    }
  }

  /// More slices than 16 bits count.
  @Test func longWaysAreCounted() throws {
    let distances = try #require(
      SurfaceDistances(
        predicted: Self.surface([SIMD3(0, 0, 0)]), reference: Self.surface([SIMD3(70_000, 3, 0)]),
        spacing: SIMD3(1, 1, 1)))
    #expect(distances.hausdorff == (70_000.0 * 70_000 + 9).squareRoot())
  }

  @Test func slicesOfAnotherSizeAreRefused() {
    var surfaces = LabelSurfaces(slices: 2, rows: 2, columns: 3)
    #expect(throws: PictureError.self) {
      try surfaces.add(Plane(rows: 3, columns: 2, repeating: 0))
    }
  }

  private static func surface(_ positions: [SIMD3<Int>]) -> MaskSurface {
    var surface = MaskSurface()
    for one in positions { surface.append(.init(slice: one.x, row: one.y, column: one.z)) }
    return surface
  }

  private static func nearest(
    _ point: SIMD3<Int>, in others: [SIMD3<Int>], _ spacing: SIMD3<Double>
  ) -> Double {
    others.map { (SIMD3<Double>($0 &- point) * spacing).length }.min() ?? .infinity
  }
}

/// Labels 0 to 2 at random.
private struct Volume {
  let size: SIMD3<Int>
  let labels: [UInt16]
  let surfaces: LabelSurfaces

  init(_ size: SIMD3<Int>, percent: Int, _ random: inout SeededGenerator) throws {
    self.size = size
    // long runs, so that there is an inside
    var value: UInt16 = 1
    labels = (0..<size.x * size.y * size.z).map { _ in
      if random.below(12) == 0 { value = 3 - value }
      return random.below(100) < percent ? value : 0
    }
    var surfaces = LabelSurfaces(slices: size.x, rows: size.y, columns: size.z)
    let pixels = size.y * size.z
    for slice in 0..<size.x {
      try surfaces.add(
        Plane(
          rows: size.y, columns: size.z,
          pixels: Array(labels[slice * pixels..<(slice + 1) * pixels])))
    }
    self.surfaces = surfaces
  }

  func label(_ p: SIMD3<Int>) -> Int {
    for axis in 0..<3 where p[axis] < 0 || p[axis] >= size[axis] { return 0 }
    return Int(labels[(p.x * size.y + p.y) * size.z + p.z])
  }

  func surface(of label: Int) -> [SIMD3<Int>] {
    var points: [SIMD3<Int>] = []
    for x in 0..<size.x {
      for y in 0..<size.y {
        for z in 0..<size.z {
          let point = SIMD3(x, y, z)
          let steps = (0..<3).filter { size[$0] > 1 }.flatMap { axis -> [SIMD3<Int>] in
            var step = SIMD3<Int>()
            step[axis] = 1
            return [step, SIMD3() &- step]
          }
          if self.label(point) == label,
            steps.contains(where: { self.label(point &+ $0) != label })
          {
            points.append(point)
          }
        }
      }
    }
    return points
  }
}
