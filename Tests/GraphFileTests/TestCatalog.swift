import Dataflow
import GraphFile

/// What the stages of the test catalog share: where their sink puts what arrives.
struct TestEnvironment: Sendable {
  var collect: @Sendable (Int) -> Void = { _ in }
}

extension ElementType {
  static let number = ElementType("number", dtype: "int64", rank: 0)
  static let wide = ElementType("number", dtype: "float64", rank: 0)
  static let batch = ElementType("batch", rank: 1, detail: "(n)")
}

let testCatalog = StageCatalog<TestEnvironment>(
  Count.self, AddConstant.self, AddPair.self, Batches.self, Total.self, Collect.self)

/// A source of numbers.
enum Count: CatalogStage {
  struct Options: StageOptions {
    var folder = ""
    var limit = 3
    var scale = 1.0
    var origin: [Double]?
    var verbose = false
    var memory = 1 << 30
    var kinds = ["odd"]
    var seed: Int?
  }

  static let description = StageDescription(
    "count", .source, summary: "Send the numbers from 1",
    discussion: "The numbers begin\nwith one.\n\nThere are as many as asked for.",
    output: .number,
    options: [
      OptionDescription("folder", .folder, isRequired: true, help: "Where numbers live"),
      OptionDescription("limit", .integer(1...100), unit: "numbers", help: "How many"),
      OptionDescription("scale", .number(0...10), help: "What to multiply by"),
      OptionDescription("origin", .numbers(count: 3), unit: "mm", help: "Where it begins"),
      OptionDescription("verbose", .boolean, help: "Whether to talk"),
      OptionDescription("memory", .bytes, help: "How much to use"),
      OptionDescription("kinds", .choices(["odd", "even", "prime"]), help: "Which to send"),
      OptionDescription("seed", .integer(), help: "Where randomness begins"),
    ],
    example: "numbers:\n  stage: count\n  options: {folder: data}")

  static func check(_ options: Options) -> [String] {
    options.limit == 13 ? ["limit: is 13, which brings bad luck"] : []
  }

  static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<TestEnvironment>
  ) -> AnyLink? {
    AnyLink(graph.source(call.name, Numbers(limit: options.limit), call.settings), as: .number)
  }

  private struct Numbers: Source {
    let limit: Int

    func run(into output: SourceOutput<Int>) async throws {
      try await output.group("numbers", extents: [:], failureScope: .item) { sending in
        for index in 0..<limit { try await sending.emit(at: index) { index + 1 } }
      }
    }
  }
}

/// A transform whose output type hangs on an option.
enum AddConstant: CatalogStage {
  struct Options: StageOptions {
    var constant = 1
    var mode = Mode.exact
  }

  enum Mode: String, Codable, Sendable {
    case exact
    case wide
  }

  static let description = StageDescription(
    "add-constant", .transform, summary: "Add a constant",
    inputs: [PortDescription("number", .number, help: "What to add to")], output: .number,
    options: [
      OptionDescription("constant", .integer(), help: "What to add"),
      OptionDescription("mode", .choice(["exact", "wide"]), help: "Integers or floats"),
    ])

  static func output(_ options: Options) -> ElementType? {
    options.mode == .exact ? .number : .wide
  }

  static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<TestEnvironment>
  ) throws -> AnyLink? {
    let numbers = try call.link("number", as: Int.self)
    let constant = options.constant
    let sums = graph.map(call.name, from: numbers, call.settings) { $0 + constant }
    return AnyLink(sums, as: .number)
  }
}

/// A transform of two inputs, one of them optional.
enum AddPair: CatalogStage {
  static let description = StageDescription(
    "add-pair", .transform, summary: "Add two numbers",
    inputs: [
      PortDescription("left", .number, help: "One number"),
      PortDescription("right", .number, help: "Another number"),
      PortDescription("offset", .batch, isRequired: false, help: "More numbers"),
    ],
    output: .number)

  static func add(
    _ options: NoOptions, to graph: inout Graph, _ call: StageCall<TestEnvironment>
  ) throws -> AnyLink? {
    let pairs = try join(call.link("left", as: Int.self), call.link("right", as: Int.self))
    return AnyLink(graph.map(call.name, from: pairs, call.settings) { $0 + $1 }, as: .number)
  }
}

/// A gathering stage.
enum Batches: CatalogStage {
  struct Options: StageOptions {
    var size = 2
  }

  static let description = StageDescription(
    "batch", .gather, summary: "Gather numbers into batches",
    inputs: [PortDescription("number", .number, help: "Numbers")], output: .batch,
    options: [OptionDescription("size", .integer(1...1000), help: "Numbers in a batch")])

  static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<TestEnvironment>
  ) throws -> AnyLink? {
    let numbers = try call.link("number", as: Int.self)
    return AnyLink(
      graph.batch(call.name, from: numbers, size: options.size, call.settings), as: .batch)
  }
}

/// A transform of batches into numbers.
enum Total: CatalogStage {
  static let description = StageDescription(
    "total", .transform, summary: "Sum a batch",
    inputs: [PortDescription("batch", .batch, help: "Batches")], output: .number)

  static func add(
    _ options: NoOptions, to graph: inout Graph, _ call: StageCall<TestEnvironment>
  ) throws -> AnyLink? {
    let batches = try call.link("batch", as: [Int].self)
    let totals = graph.map(call.name, from: batches, call.settings) { $0.reduce(0, +) }
    return AnyLink(totals, as: .number)
  }
}

/// A sink.
enum Collect: CatalogStage {
  struct Options: StageOptions {
    var title: String?
    var list: String?
  }

  static let description = StageDescription(
    "collect", .sink, summary: "Keep what arrives",
    inputs: [PortDescription("number", .number, help: "What to keep")],
    options: [
      OptionDescription("title", .text, help: "What to call it"),
      OptionDescription("list", .file, help: "What to compare with"),
    ])

  static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<TestEnvironment>
  ) throws -> AnyLink? {
    let collect = call.environment.collect
    let sink = Keeper(collect: collect)
    graph.sink(call.name, sink, from: try call.link("number", as: Int.self), call.settings)
    return nil
  }

  private struct Keeper: Sink {
    let collect: @Sendable (Int) -> Void

    func begin(_ group: Group) -> Writing { Writing(collect: collect) }

    struct Writing: GroupWriting {
      let collect: @Sendable (Int) -> Void

      func write(_ input: Int, at index: Int) { collect(input) }
      func finish() {}
      func discard() {}
    }
  }
}
