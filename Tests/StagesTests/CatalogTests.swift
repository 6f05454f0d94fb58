import Foundation
import Testing

@testable import GraphFile
@testable import Stages

struct CatalogTests {
  static let kinds: [any CatalogStage<LabelingEnvironment>.Type] = [
    VolumeReader.self, Resample.self, Window.self, Prompts.self, SamEncoder.self,
    MaskDecoder.self, Everything.self, SliceConsistency.self, ShardWriter.self, ShardReader.self,
    LabelWriter.self, MaskWriter.self, Overlay.self,
    SampleWriter.self, SampleReader.self, UNetTrainer.self, UNetPredictor.self,
  ]

  @Test func everyKindIsInTheCatalog() {
    #expect(Self.kinds.map { $0.description.kind } == stageCatalog.descriptions.map(\.kind))
  }

  @Test(arguments: stageCatalog.descriptions.map(\.kind))
  func namesAreKebabCaseAndHelpIsThere(_ kind: String) throws {
    let stage = try #require(stageCatalog[kind])
    func isKebabCase(_ name: String) -> Bool {
      name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil
    }
    #expect(isKebabCase(stage.kind))
    #expect(stage.summary.hasSuffix(".") && !stage.discussion.isEmpty)
    for option in stage.options {
      #expect(isKebabCase(option.name))
      #expect(!option.help.isEmpty, "\(stage.kind).\(option.name)")
    }
    for port in stage.inputs { #expect(!port.help.isEmpty, "\(stage.kind).\(port.name)") }
    #expect(Set(stage.options.map(\.name)).count == stage.options.count)
  }

  /// Every option that is described is decoded, every one that is decoded is described.
  @Test(arguments: kinds.indices)
  func describedOptionsAreThoseOfTheStage(_ index: Int) throws {
    func check<Stage: CatalogStage<LabelingEnvironment>>(_ stage: Stage.Type) throws {
      let described = stage.description.options
      let all = GraphValue(.mapping(described.map { .init($0.name, Self.sample($0.type)) }))
      let options = try all.decoded(as: Stage.Options.self)
      let encoded = try GraphValue(encoding: options).fields ?? []
      #expect(Set(encoded.map(\.name)) == Set(described.map(\.name)), "\(stage.description.kind)")
      #expect(Mirror(reflecting: options).children.count == described.count)
    }
    try check(Self.kinds[index])
  }

  /// Something that may be written for an option of this type.
  private static func sample(_ type: OptionType) -> GraphValue {
    switch type {
    case .text, .path, .file, .folder, .fileOrFolder: .text("x")
    case .boolean: true
    case .integer(let range): .integer(range?.lowerBound ?? 1)
    case .number(let range): .number(range?.lowerBound ?? 1)
    case .choice(let words): .text(words.last!)
    case .choices(let words): .texts(words)
    case .files, .texts: .texts(["x"])
    case .numbers(let count): .list((0..<(count ?? 2)).map { .number(Double($0)) })
    case .integers(let count): .list((0..<(count ?? 2)).map { .integer($0) })
    case .bytes: .integer(1)
    }
  }

  /// Defaults are values that one may also write.
  @Test(arguments: stageCatalog.entries.indices)
  func defaultsAreDescribed(_ index: Int) {
    let entry = stageCatalog.entries[index]
    let names = Set(entry.description.options.map(\.name))
    for field in entry.defaults.fields ?? [] {
      #expect(names.contains(field.name), "\(entry.description.kind).\(field.name)")
    }
  }

  /// The examples of all kinds make one graph together, be it with an encoder or with its shards.
  @Test(arguments: [ShardReader.description.kind, SamEncoder.description.kind])
  func examplesPlanWithoutProblems(leavingOut kind: String) throws {
    var examples: [String] = []
    for stage in stageCatalog.descriptions where stage.kind != kind {
      examples.append(try #require(stage.example, "\(stage.kind) has no example"))
    }
    let text =
      "name: examples\nstages:\n"
      + examples.joined(separator: "\n").replacingOccurrences(
        of: "sam_vit_b_01ec64.pth", with: TestRun.checkpoint
      ).split(separator: "\n").map { "  \($0)\n" }.joined()
    let plan = GraphPlan(
      GraphSpec.parse(text: text, file: "examples.yaml"), catalog: stageCatalog, missingFiles: nil)
    #expect(plan.errors.map(\.description) == [])
    // Nobody takes the resampled slices, the consistent masks, the network's labels.
    #expect(
      plan.warnings.allSatisfy { warning in
        ["resampled", "consistent", "predictions"].contains { warning.message.contains($0) }
      }, "\(plan.warnings)")
    #expect(plan.stages.count == stageCatalog.descriptions.count - 1)
  }

  /// What comes before the sinks of a graph.
  private static let upstream = """
    name: places
    stages:
      volumes: {stage: volume-reader, options: {dataset: /}}
      pictures: {stage: window, from: volumes}
      prompts: {stage: prompts, from: volumes, options: {kinds: [box]}}
      points: {stage: prompts, from: volumes, options: {kinds: [centroid]}}
      encoder:
        {stage: sam-encoder, from: {picture: pictures, prompts: prompts}, options: {checkpoint: $model}}
      boxes:
        stage: mask-decoder
        from: {embedding: encoder, prompts: prompts}
        options: {checkpoint: $model, keep: logits}
      pointed:
        stage: mask-decoder
        from: {embedding: encoder, prompts: points}
        options: {checkpoint: $model, keep: logits}

    """

  private func errors(_ sinks: String) -> [String] {
    TestRun.plan(Self.upstream + sinks).errors.map { "\($0)" }
  }

  /// A kind with two different options, the place that the first gives it, and the option to change.
  @Test(arguments: [
    ("label-writer", ["", "prefix: a-"], "labels/box", "prefix"),
    ("label-writer", ["prefix: a-", "prefix: b-"], "labels/a-box", "prefix"),
    (
      "shard-writer", ["content: logits, store: s", "content: logits"], "shards/s.zarr/…box",
      "store"
    ),
  ])
  func twoSinksCantWriteTheSamePlace(
    _ kind: String, _ options: [String], _ place: String, _ option: String
  ) throws {
    func sink(_ name: String, _ options: String, from: String = "boxes") -> String {
      "  \(name): {stage: \(kind), from: \(from), options: {\(options)}}\n"
    }
    let first = sink("first", options[0])
    let found = errors(first + sink("second", options[0]))
    #expect(found.count == 1, "\(found)")
    #expect(
      found.first?.hasSuffix(
        "stage \"second\" (\(kind)) writes \(place), and so does \"first\" (\(kind)); give one of "
          + "them another \"\(option)\"") == true, "\(found)")
    // Other names of results, or another place.
    #expect(errors(first + sink("second", options[0], from: "pointed")) == [])
    #expect(errors(first + sink("second", options[1])) == [])
  }

  @Test func overlaysAndModelsHavePlacesToo() {
    let overlay = "{stage: overlay, from: {picture: pictures, masks: boxes}}"
    #expect(errors("  a: \(overlay)\n  b: \(overlay)\n").count == 1)
    let samples = "{stage: sample-writer, from: pictures}"
    #expect(errors("  a: \(samples)\n  b: \(samples)\n").count == 1)
  }
}
