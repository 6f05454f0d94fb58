import Foundation
import Testing

@testable import Training

/// What is drawn, how often, and from what.
struct AugmentationDrawTests {
  /// Everything, always.
  private let certain: Augmentation = {
    var certain = Augmentation.strong
    certain.flips = 1
    certain.quarterTurns = 1
    for draw in Self.draws { certain[keyPath: draw].probability = 1 }
    return certain
  }()

  private static var draws: [WritableKeyPath<Augmentation, Augmentation.Draw>] {
    [
      \.rotation, \.shear, \.translation, \.zoom, \.elastic, \.intensityShift, \.contrast, \.gamma,
      \.noise,
    ]
  }

  @Test func aProbabilityOfZeroIsNever() {
    let slice = TrainingSlice.random(height: 31, width: 40, seed: 5)
    var never = Augmentation.strong
    never.flips = 0
    never.quarterTurns = 0
    for draw in Self.draws { never[keyPath: draw].probability = 0 }
    for seed in 0..<20 as Range<UInt64> { #expect(never(slice, seed: seed) == slice) }
  }

  @Test func theSeedDecidesOnAnyThread() async {
    let slice = TrainingSlice.random(height: 64, width: 64, seed: 5)
    let augmentation = certain
    let one = (0..<16).map { augmentation(slice, seed: UInt64($0)) }
    let many = await withTaskGroup(of: (Int, TrainingSlice).self) { group in
      for seed in 0..<16 {
        group.addTask { (seed, augmentation(slice, seed: UInt64(seed))) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for seed in 0..<16 { #expect(many[seed] == one[seed]) }
    #expect(Set(one.map(\.image)).count == 16)
  }

  /// The elastic field draws as many numbers as it has control points: no other change may notice.
  @Test func oneOptionLeavesTheOthersDrawsAlone() {
    let slice = TrainingSlice.empty(height: 70, width: 40)
    var noisy = Augmentation.none
    noisy.intensityShift = .init(0.5, -0.1...0.1)
    noisy.noise = .init(0.5, 0.01...0.05)
    var more = noisy
    more.elastic = .init(1, 2...8)
    more.rotation = .init(1, -10...10)
    for seed in 0..<20 as Range<UInt64> {
      // Black stays black wherever it is moved.
      #expect(more(slice, seed: seed).image == noisy(slice, seed: seed).image)
    }
  }

  @Test func ignoredPixelsStayIgnored() {
    var slice = TrainingSlice.random(height: 60, width: 44, seed: 9)
    for seed in 0..<30 as Range<UInt64> {
      let result = certain(slice, seed: seed)
      #expect(Set(result.target).isSubset(of: Set(slice.target)))
      // A fifth of the random labels; some go over the edge.
      let ignored = result.target.count { $0 == TrainingSlice.ignored }
      #expect(ignored > 60 * 44 / 15)
    }
    slice.target = slice.target.map { _ in TrainingSlice.ignored }
    #expect(slice.mirrored(rows: true, columns: false).turned(1).target == slice.target)
    #expect(Set(certain(slice, seed: 3).target).isSubset(of: [0, 255]))
  }

  /// 4000 draws: a standard deviation of less than 0.8 %, so 4 % is five of them.
  @Test(arguments: [0.1, 0.5, 0.9])
  func probabilitiesAreKept(_ probability: Double) {
    let slice = TrainingSlice(
      height: 2, width: 2, image: [0.1, 0.3, 0.7, 1], target: [0, 1, 2, 3])
    func share(_ augmentation: Augmentation) -> Double {
      let changed = (0..<4000).count {
        augmentation(slice, seed: SplitMix64.seed(1, UInt64($0))) != slice
      }
      return Double(changed) / 4000
    }
    // Of what is drawn for two axes, either.
    let either = 1 - (1 - probability) * (1 - probability)
    for draw in Self.draws {
      var augmentation = Augmentation.none
      augmentation[keyPath: draw] = Augmentation.strong[keyPath: draw]
      augmentation[keyPath: draw].probability = probability
      let isOfAxes = draw == \.shear || draw == \.translation
      let expected = isOfAxes ? either : probability
      #expect(abs(share(augmentation) - expected) < 0.04, "\(draw)")
    }
    var flips = Augmentation.none
    flips.flips = probability
    #expect(abs(share(flips) - either) < 0.04)
    var turns = Augmentation.none
    turns.quarterTurns = probability
    #expect(abs(share(turns) - probability) < 0.04)
  }

  @Test func theQuarterTurnsAreEquallyLikely() {
    let slice = TrainingSlice(height: 2, width: 2, image: [0, 0, 0, 0], target: [0, 1, 2, 3])
    var turns = Augmentation.none
    turns.quarterTurns = 0.75
    let results = (0..<4000).map { turns(slice, seed: UInt64($0)).target }
    let counts = Dictionary(grouping: results) { $0 }.mapValues(\.count)
    #expect(counts.count == 4)
    // five standard deviations of a binomial distribution are 137
    for (turn, count) in counts { #expect(abs(count - 1000) < 137, "\(turn)") }
  }

  @Test func gammaContrastAndShiftAreTheirDefinitions() {
    var slice = TrainingSlice.random(height: 30, width: 21, seed: 5)
    slice.image = slice.image.map { 0.1 + 0.7 * $0 }
    var augmentation = Augmentation.none
    augmentation.gamma = .init(1, 1.7...1.7)
    augmentation.contrast = .init(1, 0.8...0.8)
    augmentation.intensityShift = .init(1, 0.25...0.25)
    let result = augmentation(slice, seed: 2)
    let (low, high) = (Double(slice.image.min()!), Double(slice.image.max()!))
    let curved = slice.image.map { before in
      // monai.transforms.AdjustContrast
      let part = (Double(before) - low) / (high - low + 1e-7)
      return pow(part, 1.7) * (high - low) + low
    }
    let mean = curved.reduce(0, +) / Double(curved.count)
    let differences = zip(curved, result.image).map { value, after in
      abs(mean + (value - mean) * 0.8 + 0.25 - Double(after))
    }
    #expect(differences.max()! < 1e-6)
  }

  /// 40 000 samples: the mean within 5 σ / 200, the deviation within 5 σ / 280.
  @Test func noiseIsGaussian() {
    let slice = TrainingSlice.empty(height: 200, width: 200)
    var augmentation = Augmentation.none
    augmentation.noise = .init(1, 0.1...0.1)
    let noise = augmentation(slice, seed: 4).image.map(Double.init)
    let mean = noise.reduce(0, +) / 40_000
    let squares = noise.map { $0 * $0 }.reduce(0, +)
    let deviation = (squares / 40_000).squareRoot()
    #expect(abs(mean) < 0.0025)
    #expect(abs(deviation - 0.1) < 0.0018)
    // Of a Gaussian 68.27 % lie within one deviation, 95.45 % within two.
    let one = Double(noise.count { abs($0) < 0.1 }) / 40_000
    let two = Double(noise.count { abs($0) < 0.2 }) / 40_000
    #expect(abs(one - 0.6827) < 0.012)
    #expect(abs(two - 0.9545) < 0.006)
    // Neighbours, which come of one pair, have nothing to do with each other.
    let products = (0..<20_000).map { (pair: Int) -> Double in
      noise[2 * pair] * noise[2 * pair + 1]
    }
    let covariance = products.reduce(0, +) / 20_000
    #expect(abs(covariance) < 0.0004)
  }

  @Test(arguments: [(0, 0), (0, 3), (3, 0), (1, 1), (1, 7), (2, 1), (3, 3)])
  func tinySlices(_ height: Int, _ width: Int) {
    let slice = TrainingSlice.random(height: height, width: width, seed: 1)
    for seed in 0..<10 as Range<UInt64> {
      let result = certain(slice, seed: seed)
      #expect((result.height, result.width) == (height, width))
      #expect(result.image.count == height * width)
    }
  }

  /// Whoever doesn't ask for problems gets nonsense, but no trap.
  @Test func nonsenseIsSaidAndDoesNotTrap() {
    let slice = TrainingSlice.random(height: 12, width: 9, seed: 1)
    let nonsense: [(WritableKeyPath<Augmentation, Augmentation.Draw>, ClosedRange<Double>)] = [
      (\.rotation, .infinity ... .infinity), (\.shear, -1e300...1e300), (\.zoom, 0...0),
      (\.elastic, 0...16), (\.elastic, 1e300...1e300), (\.contrast, -1...1), (\.gamma, 0...1),
      (\.noise, -0.1...0),
    ]
    for (draw, range) in nonsense {
      var augmentation = Augmentation.none
      augmentation[keyPath: draw] = .init(1, range)
      #expect(augmentation.problems.count == 1, "\(draw) \(range)")
      #expect(augmentation(slice, seed: 1).target.count == 108)
    }
    var probability = Augmentation.strong
    probability.noise.probability = .nan
    #expect(probability.problems.count == 1)
  }
}
