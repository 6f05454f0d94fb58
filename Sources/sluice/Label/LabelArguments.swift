public import ArgumentParser
import Foundation
public import Imaging
import Stages

extension LabelGrouping: ExpressibleByArgument {}
extension SliceOrientation: ExpressibleByArgument {}
extension PromptKind: ExpressibleByArgument {}

/// Prompt kinds separated by commas.
struct PromptKinds: CustomStringConvertible {
  let kinds: [PromptKind]

  init(kinds: [PromptKind]) {
    self.kinds = kinds
  }

  @Sendable static func parsed(_ argument: String) throws -> PromptKinds {
    let names = argument.split(separator: ",").map(String.init)
    let kinds = names.compactMap(PromptKind.init)
    guard !kinds.isEmpty, kinds.count == names.count, Set(kinds).count == kinds.count else {
      throw ValidationError(
        "expected some of \(PromptKind.allCases.map(\.rawValue).joined(separator: ", ")), separated by "
          + "commas, each once")
    }
    return PromptKinds(kinds: kinds)
  }

  var description: String { kinds.map(\.rawValue).joined(separator: ",") }
}

/// Two HU values separated by a comma.
struct WindowBounds: CustomStringConvertible {
  let window: HUWindow

  init(window: HUWindow) {
    self.window = window
  }

  @Sendable static func parsed(_ argument: String) throws -> WindowBounds {
    let values = argument.split(separator: ",").compactMap { Double($0) }
    guard values.count == 2, let window = try? HUWindow(low: values[0], high: values[1]) else {
      throw ValidationError(
        "expected two numbers of HU, the lower first, such as \(WindowBounds(window: .study))")
    }
    return WindowBounds(window: window)
  }

  var description: String { "\(Int(window.low)),\(Int(window.high))" }
}

/// Two probabilities separated by a comma, the lower first.
struct ProbabilityRange {
  let bounds: [Double]

  @Sendable static func parsed(_ argument: String) throws -> ProbabilityRange {
    let values = argument.split(separator: ",").compactMap { Double($0) }
    guard values.count == 2, 0 < values[0], values[0] < values[1], values[1] <= 1 else {
      throw ValidationError(
        "expected two probabilities above 0 and up to 1, the lower first, such as 0.3,0.7")
    }
    return ProbabilityRange(bounds: values)
  }
}

/// Contents of shards separated by commas, or `none`.
struct KeptContents: CustomStringConvertible {
  let contents: Set<ShardContent>

  init(contents: Set<ShardContent>) {
    self.contents = contents
  }

  @Sendable static func parsed(_ argument: String) throws -> KeptContents {
    if argument == "none" { return KeptContents(contents: []) }
    let names = argument.split(separator: ",").map(String.init)
    let known = names.compactMap(ShardContent.init)
    guard !known.isEmpty, known.count == names.count else {
      throw ValidationError(
        "expected none, or some of \(ShardContent.allCases.map(\.rawValue).joined(separator: ", ")), "
          + "separated by commas")
    }
    return KeptContents(contents: Set(known))
  }

  var description: String {
    contents.isEmpty ? "none" : contents.map(\.rawValue).sorted().joined(separator: ",")
  }
}

/// Where the embeddings of an earlier run lie.
enum EmbeddingStore {
  /// The store in a run's folder; the path itself if it is no run.
  static func path(_ given: String) -> String {
    let store = RunFolder(given).shards("embeddings")
    return FileManager.default.fileExists(atPath: store) ? store : given
  }
}
