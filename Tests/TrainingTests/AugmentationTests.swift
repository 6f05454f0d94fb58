import Foundation
import Testing

@testable import Training

struct AugmentationTests {
  /// Everything, always.
  static let certain = Augmentation(
    flips: .init(probability: 1), rot90: .init(probability: 1), affine: .init(probability: 1),
    zoom: .init(probability: 1), elastic: .init(probability: 1),
    intensityShift: .init(probability: 1), contrast: .init(probability: 1),
    noise: .init(probability: 1))

  @Test func nothingIsNothing() {
    let slice = TrainingSlice.random(height: 31, width: 40, seed: 5)
    let never = Augmentation(
      flips: .init(probability: 0), rot90: .init(probability: 0), affine: .init(probability: 0),
      zoom: .init(probability: 0), elastic: .init(probability: 0),
      intensityShift: .init(probability: 0), contrast: .init(probability: 0),
      noise: .init(probability: 0))
    for seed: UInt64 in 0..<20 {
      #expect(Augmentation.none(slice, seed: seed) == slice)
      #expect(never(slice, seed: seed) == slice)
    }
  }

  @Test func theSeedDecidesOnAnyThread() async {
    let slice = TrainingSlice.random(height: 64, width: 64, seed: 5)
    let one = (0..<16).map { Self.certain(slice, seed: $0) }
    let many = await withTaskGroup(of: (Int, TrainingSlice).self) { group in
      for seed in 0..<16 {
        group.addTask { (seed, Self.certain(slice, seed: UInt64(seed))) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for seed in 0..<16 { #expect(many[seed] == one[seed]) }
    #expect(Set(one.map(\.image)).count == 16)
  }

  @Test func aKindDrawsTheSameWithoutTheOthers() {
    let slice = TrainingSlice.random(height: 20, width: 20, seed: 5)
    var shiftsOnly = Augmentation.none
    shiftsOnly.intensityShift = .init(probability: 0.5)
    var flipsToo = shiftsOnly
    flipsToo.flips = .init(probability: 1)
    for seed: UInt64 in 0..<20 {
      let mirrored = flipsToo(slice, seed: seed).image
      #expect(mirrored == shiftsOnly(slice, seed: seed).image.reversed())
    }
  }

  @Test func labelsStayLabelsAndIgnoredPixelsIgnored() {
    var slice = TrainingSlice.random(height: 60, width: 44, seed: 9)
    for seed: UInt64 in 0..<30 {
      let result = Self.certain(slice, seed: seed)
      #expect(Set(result.target).isSubset(of: Set(slice.target)))
      // A fifth of the random labels; some go over the edge.
      #expect(result.target.count { $0 == TrainingSlice.ignored } > 60 * 44 / 10)
      #expect(result.image.allSatisfy(\.isFinite))
    }
    slice.target = slice.target.map { _ in TrainingSlice.ignored }
    let order = Augmentation(flips: .init(probability: 1), rot90: .init(probability: 1))
    #expect(order(slice, seed: 1).target == slice.target)
    let result = Self.certain(slice, seed: 3)
    #expect(Set(result.target).isSubset(of: [0, 255]))
  }

  /// 4000 draws: a standard deviation of less than 0.8 %, so 4 % is five of them.
  @Test(arguments: [0.1, 0.3, 0.5, 0.9])
  func probabilitiesAreKept(_ probability: Double) {
    let seeds = (0..<4000).map {
      AugmentationSeed(seed: 1, epoch: 0, caseName: "a", slice: $0).value
    }
    func share(_ isChanged: (UInt64) -> Bool) -> Double {
      Double(seeds.count(where: isChanged)) / Double(seeds.count)
    }
    let slice = TrainingSlice(
      height: 2, width: 2, image: [0, 0.3, 0.7, 1], target: [0, 1, 2, 3])
    let kinds: [(String, Augmentation, Double)] = [
      // Of two axes, either.
      ("flips", .init(flips: .init(probability: probability)), 1 - pow(1 - probability, 2)),
      ("rot90", .init(rot90: .init(probability: probability)), probability),
      ("affine", .init(affine: .init(probability: probability)), probability),
      ("zoom", .init(zoom: .init(probability: probability)), probability),
      ("elastic", .init(elastic: .init(probability: probability)), probability),
      ("shift", .init(intensityShift: .init(probability: probability)), probability),
      ("contrast", .init(contrast: .init(probability: probability)), probability),
      ("noise", .init(noise: .init(probability: probability)), probability),
    ]
    for (name, augmentation, expected) in kinds {
      let found = share { augmentation(slice, seed: $0) != slice }
      #expect(abs(found - expected) < 0.04, "\(name): \(found)")
    }
  }

  @Test func theFourTurnsAreEquallyLikely() {
    let slice = TrainingSlice(
      height: 2, width: 2, image: [0, 0.3, 0.7, 1], target: [0, 1, 2, 3])
    let augmentation = Augmentation(rot90: .init(probability: 0.75))
    let results = (0..<4000).map { augmentation(slice, seed: $0).target }
    let counts = Dictionary(grouping: results) { $0 }.mapValues(\.count)
    #expect(counts.count == 4)
    for (turn, count) in counts { #expect(abs(count - 1000) < 150, "\(turn)") }
  }

  @Test func contrastAndShiftAreMONAIs() {
    var slice = TrainingSlice.random(height: 30, width: 21, seed: 5)
    slice.image = slice.image.map { 0.1 + 0.7 * $0 }
    let (low, high) = (Double(slice.image.min()!), Double(slice.image.max()!))
    let augmentation = Augmentation(
      intensityShift: .init(probability: 1, range: 0.25...0.25),
      contrast: .init(probability: 1, gamma: 1.7...1.7))
    let result = augmentation(slice, seed: 2)
    for (before, after) in zip(slice.image, result.image) {
      let part = (Double(before) - low) / (high - low + 1e-7)
      let expected = pow(part, 1.7) * (high - low) + low + 0.25
      #expect(abs(expected - Double(after)) < 1e-6)
    }
  }

  /// 40 000 samples: the mean within 5 σ / 200, the deviation within 5 σ / 280.
  @Test func noiseIsGaussian() {
    let slice = TrainingSlice.empty(height: 200, width: 200)
    let augmentation = Augmentation(noise: .init(probability: 1, sigma: 0.1...0.1))
    let noise = augmentation(slice, seed: 4).image.map(Double.init)
    let mean = noise.reduce(0, +) / 40_000
    let deviation = (noise.reduce(0) { $0 + $1 * $1 } / 40_000).squareRoot()
    #expect(abs(mean) < 0.0025)
    #expect(abs(deviation - 0.1) < 0.0018)
    // Of a Gaussian 68.3 % lie within one deviation, 95.4 % within two.
    #expect(abs(Double(noise.count { abs($0) < 0.1 }) / 40_000 - 0.6827) < 0.012)
    #expect(abs(Double(noise.count { abs($0) < 0.2 }) / 40_000 - 0.9545) < 0.006)
    // Neighbours, which come of one pair, have nothing to do with each other.
    let product = (0..<20_000).reduce(0) { $0 + noise[2 * $1] * noise[2 * $1 + 1] } / 20_000
    #expect(abs(product) < 0.0004)
  }

  @Test(arguments: [(0, 0), (0, 3), (3, 0), (1, 1), (1, 7), (2, 1), (3, 3)])
  func tinySlices(_ height: Int, _ width: Int) {
    let slice = TrainingSlice.random(height: height, width: width, seed: 1)
    for seed: UInt64 in 0..<10 {
      let result = Self.certain(slice, seed: seed)
      #expect((result.height, result.width) == (height, width))
      #expect(result.image.count == height * width && result.target.count == height * width)
    }
  }

  @Test func presetsHaveNoProblems() {
    for augmentation in [Augmentation.none, .standard, .strong, Self.certain] {
      #expect(augmentation.problems.isEmpty)
    }
    #expect(Augmentation.standard.elastic == nil && Augmentation.standard.noise == nil)
  }

  @Test func problemsAreNamed() {
    let cases: [(Augmentation, String)] = [
      (.init(flips: .init(probability: 1.5)), "flips: probability is 0 to 1, not 1.5"),
      (.init(rot90: .init(probability: .nan)), "rot90: probability"),
      (.init(affine: .init(rotation: -1)), "affine: rotation"),
      (.init(affine: .init(shear: 1)), "affine: shear"),
      (.init(affine: .init(translation: .infinity)), "affine: translation"),
      (.init(zoom: .init(range: 0...1)), "zoom: range"),
      (.init(elastic: .init(spacing: 0)), "elastic: spacing"),
      (.init(elastic: .init(spacing: 10, magnitude: 0...5)), "elastic: magnitude"),
      (.init(elastic: .init(magnitude: -1...5)), "elastic: magnitude"),
      (.init(intensityShift: .init(range: -2...0)), "intensity-shift: range"),
      (.init(contrast: .init(gamma: 0...1)), "contrast: gamma"),
      (.init(noise: .init(sigma: -0.1...0)), "noise: sigma"),
    ]
    for (augmentation, start) in cases {
      #expect(augmentation.problems.count == 1, "\(start)")
      #expect(augmentation.problems.first?.hasPrefix(start) == true, "\(augmentation.problems)")
    }
  }

  /// Whoever doesn't ask for problems gets nonsense, but no trap.
  @Test func nonsenseDoesNotTrap() {
    let slice = TrainingSlice.random(height: 12, width: 9, seed: 1)
    let nonsense = Augmentation(
      affine: .init(probability: 2, rotation: .infinity, shear: .nan, translation: 1e300),
      zoom: .init(probability: 1, range: 0...0),
      elastic: .init(probability: 1, spacing: .nan, magnitude: -1e300...1e300),
      intensityShift: .init(probability: 1, range: -1e300...1e300),
      contrast: .init(probability: 1, gamma: -5...(-5)),
      noise: .init(probability: 1, sigma: -1...(-1)))
    for seed: UInt64 in 0..<10 { #expect(nonsense(slice, seed: seed).target.count == 108) }
  }

  @Test func optionsAreWrittenAndRead() throws {
    let data = try JSONEncoder().encode(Augmentation.strong)
    #expect(try JSONDecoder().decode(Augmentation.self, from: data) == .strong)
    #expect(String(decoding: data, as: UTF8.self).contains("intensity-shift"))
    #expect(
      try JSONDecoder().decode(Augmentation.self, from: Data("{}".utf8)) == Augmentation.none)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        Augmentation.self, from: Data(#"{"zoom":{"probability":1,"range":[2,1]}}"#.utf8))
    }
  }

  @Test func seedsFollowFromEverythingAndAreFixed() {
    let start = AugmentationSeed(seed: 1984, epoch: 3, caseName: "liver_12", slice: 40)
    var seeds = [start.value]
    for change: (inout AugmentationSeed) -> Void in [
      { $0.seed += 1 }, { $0.epoch += 1 }, { $0.caseName = "liver_13" }, { $0.slice += 1 },
      { $0.repetition += 1 }, { $0.epoch = -1 }, { ($0.epoch, $0.slice) = (40, 3) },
    ] {
      var changed = start
      change(&changed)
      seeds.append(changed.value)
    }
    #expect(Set(seeds).count == seeds.count)
    // Computed apart, in Python, from the definition.
    #expect(start.value == 0x5DAB_FB40_E64F_3F8B)
  }
}
