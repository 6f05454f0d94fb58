import Testing

@testable import Training

struct AugmentationTests {
  /// Grey values that tell every pixel, labels in a corner.
  private func slice(_ height: Int = 40, _ width: Int = 40) -> TrainingSlice {
    TrainingSlice(
      height: height, width: width,
      image: (0..<height * width).map { Float($0) / Float(height * width) },
      target: (0..<height * width).map { pixel in
        let (y, x) = (pixel / width, pixel % width)
        return y < 8 && x < 8 ? 1 : y > height - 5 ? 255 : x > width - 3 ? 2 : 0
      },
      confidence: (0..<height * width).map { UInt8($0 % 256) })
  }

  @Test func nothingLeavesEverythingAlone() {
    #expect(Augmentation.none(slice(), seed: 3) == slice())
  }

  @Test func equalSeedsChangeAlike() {
    let first = Augmentation.strong(slice(), seed: 11)
    #expect(first == Augmentation.strong(slice(), seed: 11))
    #expect(first != Augmentation.strong(slice(), seed: 12))
    #expect(first.image.allSatisfy { $0.isFinite })
  }

  @Test func labelsStayTheirValues() {
    for seed in 0..<40 as Range<UInt64> {
      let changed = Augmentation.strong(slice(37, 52), seed: seed)
      #expect(Set(changed.target).isSubset(of: [0, 1, 2, 255]))
      #expect(changed.height == 37 && changed.width == 52)
    }
  }

  @Test func fourQuarterTurnsAreNone() {
    let one = slice().turned(1)
    #expect(one != slice())
    #expect(one.turned(1).turned(1).turned(1) == slice())
    #expect(one.turned(1) == slice().mirrored(rows: true, columns: true))
    #expect(one.turned(3) == slice())
  }

  /// A placement against its definition: what is turned about the middle, enlarged and moved.
  @Test func aPlacementIsItsDefinition() {
    var placement = Placement(height: 41, width: 41)
    placement.rotation = .pi / 2
    let m = placement.matrix
    // A quarter turn about pixel (20, 20): row 20 + d becomes column 20 ± d.
    #expect(abs(m.a) < 1e-12 && abs(m.e) < 1e-12)
    #expect(abs(m.a * 20 + m.b * 20 + m.c - 20) < 1e-9)
    #expect(abs(m.d * 20 + m.e * 20 + m.f - 20) < 1e-9)
    placement.rotation = 0
    placement.zoom = 2
    placement.translation = (0.25, 0)
    let n = placement.matrix
    // The middle comes to lie a quarter of the height lower; what is 4 lower than that is from 2 lower.
    let row = 20 + 0.25 * 41
    #expect(abs(n.a * row + n.b * 20 + n.c - 20) < 1e-9)
    #expect(abs(n.a * (row + 4) + n.b * 20 + n.c - 22) < 1e-9)
  }

  @Test func cropsLieAroundWhatTheyShould() {
    let cropping = CropSampling(height: 9, width: 9, positiveShare: 1)
    for seed in 0..<50 as Range<UInt64> {
      let cut = cropping(slice(), seed: seed)
      #expect(cut.target.contains { $0 == 1 || $0 == 2 })
    }
    let balanced = CropSampling(height: 3, width: 3, positiveShare: 1, balancesClasses: true)
    let ones = (0..<400 as Range<UInt64>).count { balanced(slice(), seed: $0).target.contains(1) }
    // four standard deviations of a binomial distribution are 40
    #expect(abs(ones - 200) < 40)
  }

  @Test func smallSlicesAreSurrounded() {
    let tiny = TrainingSlice(height: 1, width: 1, image: [0.5], target: [1])
    let cut = CropSampling(height: 4, width: 4)(tiny, seed: 1)
    #expect(cut.image.count { $0 == 0.5 } == 1 && cut.target.count { $0 == 1 } == 1)
    _ = Augmentation.strong(tiny, seed: 5)
  }

  @Test func saysWhatMakesNoSense() {
    var wrong = Augmentation.strong
    wrong.flips = 1.5
    wrong.zoom = Augmentation.Draw(0.5, -1...1)
    #expect(wrong.problems.count == 2)
    #expect(Augmentation.strong.problems.isEmpty && Augmentation.standard.problems.isEmpty)
  }
}
