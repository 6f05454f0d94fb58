import Testing

@testable import Imaging

struct ReferencePromptsTests {
  private static let kinds: [PromptKind] = [.box, .centroid, .snapped, .interior, .boxAndPoint]

  /// One line for every prompt: slice, component, box, points.
  private static func lines(_ prompts: [Prompt], slice: Int) -> [UInt8] {
    prompts.flatMap { prompt -> [UInt8] in
      var numbers = [slice, prompt.component]
      numbers += (prompt.box?.coordinates ?? []).map { Int($0) }
      numbers += prompt.points.flatMap { [Int($0.x), Int($0.y)] }
      return Array((numbers.map(String.init).joined(separator: " ") + "\n").utf8)
    }
  }

  /// Reference: the Python tool's `prompt` for every component of a random mask, where centroids
  /// fall outside and distances tie.
  @Test(
    arguments: [
      (
        60,
        [
          0x647F_7FF8_278B_8D5F, 0xF02A_717D_C8C0_3CAC, 0xE1CC_639A_1E79_6863,
          0x55D3_14CB_5377_2101, 0x5BBB_6F36_F043_1F77,
        ]
      ),
      (
        90,
        [
          0xC5A5_1D82_8ABB_E227, 0x0ACB_B55A_E326_4331, 0x0ACB_B55A_E326_4331,
          0x046C_0EC4_F058_7BA9, 0x2F82_8FAE_C1D0_0679,
        ]
      ),
    ] as [(UInt64, [UInt64])])
  func equalsTheReferenceOnRandomMasks(percent: UInt64, expected: [UInt64]) {
    let mask = randomMask(percent: percent)
    let labels = Plane<UInt16>(
      rows: mask.rows, columns: mask.columns, pixels: mask.pixels.map { UInt16($0) })
    for (kind, expected) in zip(Self.kinds, expected) {
      let prompts = ReferencePrompts(kind: kind).prompts(for: labels, caseID: "a", slice: 0)
      #expect(fingerprint(Self.lines(prompts, slice: 0)) == expected, "\(kind)")
    }
  }

  /// Reference: the Python tool's `prompt` for every component of every slice of two tasks.
  @Test(
    .enabled(if: SharedVolume.exist, "the scans beside the package are missing"),
    arguments: [
      (
        "Task09_Spleen",
        [
          0x68EC_31D4_1738_FA98, 0x1171_4635_A06C_E9F5, 0x1171_4635_A06C_E9F5,
          0xC3D0_86BE_B652_701F, 0xB0F0_CD1C_C071_80FF,
        ]
      ),
      (
        "Task08_HepaticVessel",
        [
          0xE4B7_04EC_BBE5_5823, 0x5D10_8FBB_3276_18BE,
          0x5D10_8FBB_3276_18BE, 0x54E8_852D_A1B1_8B23, 0x1685_7F77_D901_6FF4,
        ]
      ),
    ] as [(String, [UInt64])])
  func equalsTheReferenceOnRealLabels(task: String, expected: [UInt64]) throws {
    var bytes = [[UInt8]](repeating: [], count: Self.kinds.count)
    for name in try SharedVolume.cases("\(task)/labelsTr") {
      let volume = try SharedVolume(name)
      for k in 0..<volume.slices {
        let slice = volume.slice(k)
        let labels = Plane<UInt16>(
          rows: slice.rows, columns: slice.columns, pixels: slice.pixels.map { UInt16($0) })
        for (index, kind) in Self.kinds.enumerated() {
          let prompts = ReferencePrompts(kind: kind, labels: .merged)
            .prompts(for: labels, caseID: name, slice: k)
          bytes[index] += Self.lines(prompts, slice: k)
        }
      }
    }
    #expect(bytes.map { fingerprint($0) } == expected)
  }

  private let labels = Plane<UInt16>(
    rows: 8, columns: 12,
    pixels: [
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 1, 1, 1, 0, 0, 0, 7, 7, 7, 7, 0,
      0, 1, 1, 1, 0, 0, 0, 7, 0, 0, 7, 0,
      0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0,
      0, 0, 1, 0, 0, 0, 0, 7, 0, 0, 7, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ])

  private func prompts(_ options: ReferencePrompts, caseID: String = "a", slice: Int = 3)
    -> [Prompt]
  {
    options.prompts(for: labels, caseID: caseID, slice: slice)
  }

  @Test func labelsAndComponentsAreNumbered() {
    let box = prompts(ReferencePrompts(kind: .box))
    #expect(box.map(\.label) == [1, 1, 7])
    #expect(box.map(\.component) == [1, 2, 1])
    #expect(box[0].box == PromptBox(x0: 1, y0: 1, x1: 3, y1: 3))
    #expect(prompts(ReferencePrompts(kind: .box, labels: .merged)).map(\.label) == [1, 1, 1])
    // a component that is too small leaves its number unused
    #expect(prompts(ReferencePrompts(kind: .box, minPixels: 2)).map(\.component) == [1, 1])
    #expect(prompts(ReferencePrompts(kind: .box, minPixels: 99)).isEmpty)
  }

  @Test func snappedMovesOnlyWhatFellOutside() {
    let centroid = prompts(ReferencePrompts(kind: .centroid))
    let snapped = prompts(ReferencePrompts(kind: .snapped))
    // the arch: mean (8.5, 3.2), halves to even
    #expect(centroid[2].points == [PromptPoint(x: 8, y: 3)])
    #expect(snapped[2].points == [PromptPoint(x: 8, y: 2)])
    #expect(snapped[0] == centroid[0])
    #expect(snapped.allSatisfy { $0.pointLabels == [1] && $0.box == nil })
  }

  @Test func oneBoxSurroundsEverything() {
    let all = prompts(ReferencePrompts(kind: .oneBoxAndPoints, labels: .merged))
    #expect(all.count == 1)
    #expect(all[0].component == 0)
    #expect(all[0].box == PromptBox(x0: 1, y0: 1, x1: 10, y1: 5))
    #expect(
      all[0].points
        == [PromptPoint(x: 2, y: 2), PromptPoint(x: 7, y: 2), PromptPoint(x: 2, y: 5)])
    #expect(all[0].pointLabels == [1, 1, 1])
  }

  @Test func jitterOnlyEnlargesAndStaysInThePicture() throws {
    var seen: Set<Prompt> = []
    for slice in 0..<200 {
      let prompt = prompts(ReferencePrompts(kind: .jitteredBox, maxJitter: 4), slice: slice)[0]
      let box = try #require(prompt.box)
      #expect((0...1).contains(box.x0) && (0...1).contains(box.y0))
      #expect((3...7).contains(box.x1) && (3...7).contains(box.y1))
      seen.insert(prompt)
    }
    // 2 · 2 · 5 · 5 boxes are possible
    #expect(seen.count > 60)
    let tight = prompts(ReferencePrompts(kind: .jitteredBox, maxJitter: 0))
    #expect(tight == prompts(ReferencePrompts(kind: .box)))
  }

  @Test func backgroundPointIsNearAndOutside() throws {
    for slice in 0..<100 {
      let options = ReferencePrompts(kind: .boxAndBackground, maxBackgroundDistance: 2)
      for prompt in prompts(options, slice: slice) {
        let box = try #require(prompt.box)
        let point = try #require(prompt.points.first)
        #expect(prompt.pointLabels == [0])
        #expect(Int(labels[Int(point.y), Int(point.x)]) != prompt.label)
        let dx = max(box.x0 - point.x, point.x - box.x1)
        let dy = max(box.y0 - point.y, point.y - box.y1)
        #expect((1...2).contains(max(dx, dy)))
      }
    }
  }

  @Test func noBackgroundNoPoint() {
    let full = Plane<UInt16>(rows: 2, columns: 2, repeating: 1)
    let prompts = ReferencePrompts(kind: .boxAndBackground).prompts(
      for: full, caseID: "a", slice: 0)
    #expect(prompts == [Prompt(label: 1, component: 1, box: PromptBox(x0: 0, y0: 0, x1: 1, y1: 1))])
  }

  /// The numbers themselves are fixed: another machine or version must draw the same.
  @Test func randomChoicesFollowFromTheirPlace() {
    let options = ReferencePrompts(kind: .jitteredBox)
    let here = prompts(options)
    #expect(here == prompts(options))
    #expect(here != prompts(options, slice: 4))
    #expect(here != prompts(options, caseID: "b"))
    #expect(here != prompts(ReferencePrompts(kind: .jitteredBox, seed: 1)))
    // a Python version of the same hash and generator moves the sides by 5 6 6 6 and 4 7 2 8
    #expect(here[0].box == PromptBox(x0: 0, y0: 0, x1: 9, y1: 7))
    #expect(here[2].box == PromptBox(x0: 3, y0: 0, x1: 11, y1: 7))
    var random = SeededGenerator(seed: 0)
    #expect(random.next() == 0xE220_A839_7B1D_CDAF)
    #expect(random.next() == 0x6E78_9E6A_A1B9_65F4)
  }

  /// The first of several jittered boxes is the only one without repeats.
  @Test func repeatsFollowEachOther() {
    let once = prompts(ReferencePrompts(kind: .jitteredBox))
    let often = prompts(ReferencePrompts(kind: .jitteredBox, repeats: 5))
    #expect(often.count == 15)
    #expect(stride(from: 0, to: 15, by: 5).map { often[$0] } == once)
    #expect(often[0...4].allSatisfy { $0.component == often[0].component })
    #expect(Set(often[0...4].map(\.box)).count > 1)
    #expect(prompts(ReferencePrompts(kind: .box, repeats: 5)).count == 3)
  }

  @Test func componentsAreNumberedAsThePrompts() {
    let labels = Plane<UInt16>(
      rows: 3, columns: 5,
      pixels: [
        2, 0, 1, 1, 0,
        2, 0, 0, 1, 0,
        0, 1, 0, 0, 2,
      ])
    func numbers(_ maker: ReferencePrompts) -> [UInt16] { maker.components(of: labels).pixels }
    #expect(
      numbers(ReferencePrompts(kind: .box)) == [
        3, 0, 1, 1, 0,
        3, 0, 0, 1, 0,
        0, 2, 0, 0, 4,
      ])
    #expect(
      numbers(ReferencePrompts(kind: .box, minPixels: 2)) == [
        2, 0, 1, 1, 0,
        2, 0, 0, 1, 0,
        0, 0, 0, 0, 0,
      ])
    #expect(
      numbers(ReferencePrompts(kind: .box, labels: .merged)) == [
        1, 0, 2, 2, 0,
        1, 0, 0, 2, 0,
        0, 3, 0, 0, 4,
      ])
  }

  @Test func absurdOptionsDoNotTrap() {
    let options = ReferencePrompts(
      kind: .jitteredBox, minPixels: .min, maxJitter: .max, maxBackgroundDistance: .max)
    #expect(prompts(options).count == 3)
    var background = options
    background.kind = .boxAndBackground
    #expect(prompts(background).count == 3)
    background.maxBackgroundDistance = .min
    #expect(prompts(background).allSatisfy { $0.points.isEmpty })
  }

  @Test func kindsKnowTheirMask() {
    #expect(
      PromptKind.allCases.map(\.rawValue) == [
        "box", "jittered-box", "centroid", "snapped", "interior", "box+point", "box+background",
        "one-box+points", "box-then-point", "box-then-background", "box-then-point+background",
      ])
    #expect(PromptKind.allCases.filter { !$0.usesSingleMask } == [.centroid, .snapped, .interior])
  }
}
