import Dataflow
import Imaging
import Testing

@testable import Stages

struct PromptsTests {
  let folder: TestFolder

  init() throws {
    folder = try TestFolder()
  }

  /// Slice 0 is empty; slice 1 has label 1 in two components, label 2 in one, of a single pixel.
  private static let scan = TestScan(
    size: [8, 6, 2],
    label: { i, j, k in
      guard k == 1 else { return 0 }
      if i < 2, j < 2 { return 1 }
      if i > 4, j > 3 { return 1 }
      return i == 0 && j == 5 ? 2 : 0
    })

  private func prompts(
    _ scan: TestScan = scan, slice: Int = 1, _ change: (inout Prompts.Options) throws -> Void
  ) throws -> SlicePrompts {
    var options = Prompts.Options()
    try change(&options)
    return try #require(try Prompts(options).process(scan.slices(in: folder)[slice]))
  }

  @Test func everyKindMakesASetOfItsOwn() throws {
    let made = try prompts { $0.kinds = PromptKind.allCases.map(\.rawValue) }
    #expect(made.sets.map(\.name) == PromptKind.allCases.map(\.rawValue))
    #expect(made.sets.map(\.prompts.count) == [3, 3, 3, 3, 3, 3, 3, 2, 3, 3, 3])
    for set in made.sets {
      #expect(set.usesSingleMask == set.prompts.map { $0.box != nil }, "\(set.name)")
    }
    // x is the column, y the row.
    #expect(
      made.sets[0].prompts.map(\.box?.coordinates) == [[0, 0, 1, 1], [4, 5, 5, 7], [5, 0, 5, 0]])
    #expect(made.sets[0].prompts.map(\.label) == [1, 1, 2])
  }

  /// The second pass knows which pixels each prompt is about.
  @Test func secondPassesCarryTheComponents() throws {
    let made = try prompts { $0.kinds = ["box", "box-then-point+background"] }
    #expect(made.sets[0].corrections == nil)
    let corrections = try #require(made.sets[1].corrections)
    #expect(corrections.secondPass == .both)
    let reference = try #require(made.context.reference)
    #expect(corrections.components.foregroundMask == reference.foregroundMask)
    for (index, prompt) in made.sets[1].prompts.enumerated() {
      let box = try #require(prompt.box)
      let row = Int(box.y0)
      #expect(Int(corrections.components[row, Int(box.x0)]) == index + 1)
      #expect(Int(reference[row, Int(box.x0)]) == prompt.label)
    }
    // Without specks the rest is numbered through.
    let large = try prompts {
      $0.kinds = ["box-then-point"]
      $0.minPixels = 5
    }
    #expect(large.sets[0].prompts.map(\.component) == [2])
    #expect(Set(try #require(large.sets[0].corrections).components.pixels) == [0, 1])
  }

  @Test func repeatedBoxesVote() throws {
    let once = try prompts { $0.kinds = ["jittered-box", "box"] }
    let made = try prompts {
      $0.kinds = ["jittered-box", "box"]
      $0.repeats = 3
      $0.maxPrompts = 3
    }
    #expect(made.sets.map(\.votes) == [3, 1])
    #expect(made.sets.map(\.prompts.count) == [9, 3])
    let boxes = made.sets[0].prompts
    #expect(stride(from: 0, to: 9, by: 3).map { boxes[$0] } == once.sets[0].prompts)
    #expect(Set(boxes).count > 6)
    #expect(boxes.map(\.label) == [1, 1, 1, 1, 1, 1, 2, 2, 2])
  }

  @Test func optionsCountInTheFingerprintOnlyWhereTheyMatter() throws {
    func fingerprint(_ change: (inout Prompts.Options) -> Void) throws -> Fingerprint? {
      var options = Prompts.Options()
      options.kinds = ["box"]
      change(&options)
      return try Prompts(options).fingerprint
    }
    let plain = try fingerprint { _ in }
    #expect(plain?.ingredients["repeats"] == nil)
    #expect(try fingerprint { $0.repeats = 3 } == plain)
    let jittered = try fingerprint { $0.kinds = ["jittered-box"] }
    #expect(
      try fingerprint {
        $0.kinds = ["jittered-box"]
        $0.repeats = 3
      } != jittered)
  }

  @Test func anEmptySliceHasEmptySets() throws {
    let made = try prompts(slice: 0) { $0.kinds = ["box", "centroid"] }
    #expect(made.sets.map(\.name) == ["box", "centroid"] && made.isEmpty)
  }

  @Test func labelsMayBeMergedAndSpecksLeftOut() throws {
    let merged = try prompts {
      $0.kinds = ["box"]
      $0.labels = .merged
      $0.minPixels = 2
    }
    #expect(merged.sets[0].prompts.map(\.label) == [1, 1])
  }

  @Test func tooManyPromptsAreRefused() throws {
    let error = #expect(throws: StageError.self) {
      try prompts {
        $0.kinds = ["box"]
        $0.maxPrompts = 2
      }
    }
    #expect("\(error!)".contains("3 prompts of kind box, but max-prompts is 2"))
  }

  @Test func aScanWithoutReferenceNeedsAFile() throws {
    var scan = Self.scan
    scan.label = nil
    let error = #expect(throws: StageError.self) { try prompts(scan) { $0.kinds = ["box"] } }
    #expect("\(error!)".contains("no reference label to make box prompts from"))
  }

  @Test func aFileGivesOneSet() throws {
    let file = try folder.write(
      """
      {"case":"case","slice":1,"label":5,"box":[1,2,3,4]}
      {"case":"case","slice":1,"label":2,"points":[[1,2]],"point_labels":[1]}
      {"case":"case","slice":0,"points":[[1,2]],"point_labels":[1]}
      {"case":"other","slice":1,"points":[[1,2]],"point_labels":[1]}
      """, "drawn.jsonl")
    let drawn = try prompts { $0.file = file }
    #expect(drawn.sets.map(\.name) == ["file"])
    #expect(drawn.sets[0].usesSingleMask == [true, false])
    #expect(drawn.sets[0].prompts.map(\.label) == [5, 2])
    let merged = try prompts {
      $0.file = file
      $0.labels = .merged
    }
    #expect(merged.sets[0].prompts.map(\.label) == [1, 1])
  }

  @Test func promptsOutsideTheImageAreRefused() throws {
    let file = try folder.write(
      #"{"case":"case","slice":1,"points":[[6,2]],"point_labels":[1]}"#, "drawn.jsonl")
    let error = #expect(throws: StageError.self) { try prompts { $0.file = file } }
    #expect("\(error!)".contains("point 6 2 is outside the image of 6 columns × 8 rows"))
  }

  /// What was drawn on the scan moves with its slices when they are resampled.
  @Test func drawnPromptsFollowResampling() throws {
    let file = try folder.write(
      """
      {"case":"case","slice":2,"box":[1,2,3.5,7.5]}
      {"case":"case","slice":3,"points":[[0,0]],"point_labels":[1]}
      """, "drawn.jsonl")
    var options = Prompts.Options()
    options.file = file
    let stage = try Prompts(options)
    var resampling = Resample.Options()
    resampling.inPlane = 0.5
    resampling.throughPlane = 2
    let slices = try TestScan(size: [8, 6, 6]).slices(in: folder)
    var state = try SliceResampling(slices[0].context.scan.grid, resampling, id: "case")
    let outputs = try slices.flatMap { try state.add($0, at: $0.context.index) }
    let made = try outputs.map { try #require(try stage.process($0)).sets[0].prompts }
    #expect(made.map(\.count) == [0, 2, 0])
    // The centre of pixel x lies at 2 x + 0.5 among pixels half as wide.
    #expect(made[1][0].box?.coordinates == [2.5, 4.5, 7.5, 15.5])
    #expect(made[1][1].points == [PromptPoint(x: 0.5, y: 0.5)])
  }

  @Test func problemsOfOptionsAreNamed() {
    func problems(_ change: (inout Prompts.Options) -> Void) -> [String] {
      var options = Prompts.Options()
      change(&options)
      return Prompts.check(options)
    }
    #expect(problems { _ in } == ["give kinds, or a file of prompts"])
    #expect(
      problems {
        $0.kinds = ["jittered-box"]
        $0.repeats = 4
      } == ["repeats: 4 votes may be equal; give an odd number"])
    #expect(problems { $0.kinds = ["box", "box"] } == ["kinds: a prompt kind is named twice"])
    #expect(problems { $0.kinds = ["bax"] }.first?.hasPrefix("kinds: unknown prompt kind") == true)
    #expect(
      problems {
        $0.kinds = ["box"]
        $0.file = "x"
      } == ["give kinds or a file, not both"])
  }

  @Test func laterStagesLearnHowManyPromptsThereMayBe() throws {
    var options = Prompts.Options()
    options.kinds = ["box", "centroid"]
    options.maxPrompts = 9
    let extents = try Prompts(options).extents(of: ["rows": 3])
    #expect(extents.rows == 3 && extents.promptSets == 2 && extents.promptsInSet == 9)
  }
}
