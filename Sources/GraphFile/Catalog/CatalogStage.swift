public import Dataflow

/// A stage kind that graph files can name: its description, its options, and how to add it to a
/// typed graph.
///
/// ```swift
/// extension Window: CatalogStage {
///   static let description = StageDescription(
///     "window", .transform, summary: "Clip HU to a window and scale to 0...255",
///     inputs: [PortDescription("slice", .slice, help: "CT slices in HU")],
///     output: .pixels,
///     options: [OptionDescription("range", .numbers(count: 2), unit: "HU", help: "Low and high")])
///
///   static func add(
///     _ options: Options, to graph: inout Graph, _ call: StageCall<RunEnvironment>
///   ) throws -> AnyLink? {
///     let slices = try call.link("slice", as: Slice.self)
///     let window = Window(options)
///     return AnyLink(graph.transform(call.name, window, from: slices, call.settings), as: .pixels)
///   }
/// }
/// ```
public protocol CatalogStage<Environment>: SendableMetatype {
  associatedtype Options: StageOptions
  associatedtype Environment: Sendable

  static var description: StageDescription { get }

  /// What the stage sends with these options; `description.output` unless it depends on them.
  static func output(_ options: Options) -> ElementType?

  /// What is wrong with the options beyond their types, one sentence each. A sentence that begins
  /// with an option's name and a colon is reported at the line of that option.
  static func check(_ options: Options) -> [String]

  /// The names of the results that the stage begins, such as the kinds of its prompts; `nil` if it hands
  /// on those that arrive.
  static func resultNames(_ options: Options) -> [String]?

  /// Where a sink writes, as places in the run's folder that are its alone.
  ///
  /// - Parameters:
  ///   - stage: the stage's name.
  ///   - results: the names of the results that arrive.
  static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace]

  /// Adds the stage under `call.name` and returns its output; `nil` for a sink.
  static func add(
    _ options: Options, to graph: inout Graph, _ call: StageCall<Environment>
  ) throws -> AnyLink?
}

extension CatalogStage {
  public static func output(_ options: Options) -> ElementType? { description.output }
  public static func check(_ options: Options) -> [String] { [] }
  public static func resultNames(_ options: Options) -> [String]? { nil }
  public static func places(
    _ options: Options, stage: String, results: [String]
  ) -> [OutputPlace] { [] }
}

/// A place that one sink of a graph writes to.
public struct OutputPlace: Sendable, Hashable {
  /// Relative to the run's folder.
  public let path: String
  /// The option that gives it another; `nil` if there is none.
  public let option: String?

  public init(_ path: String, option: String? = nil) {
    self.path = path
    self.option = option
  }
}
