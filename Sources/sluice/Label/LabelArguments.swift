public import ArgumentParser
import Foundation
public import Imaging
import Stages

extension LabelGrouping: ExpressibleByArgument {}
extension SliceOrientation: ExpressibleByArgument {}
extension PromptKind: ExpressibleByArgument {}

/// Prompt kinds separated by commas.
struct PromptKinds: ExpressibleByArgument, CustomStringConvertible {
  let kinds: [PromptKind]

  init(kinds: [PromptKind]) {
    self.kinds = kinds
  }

  init?(argument: String) {
    let names = argument.split(separator: ",").map(String.init)
    let kinds = names.compactMap(PromptKind.init)
    guard !kinds.isEmpty, kinds.count == names.count, Set(kinds).count == kinds.count else {
      return nil
    }
    self.kinds = kinds
  }

  var description: String { kinds.map(\.rawValue).joined(separator: ",") }

  // Listed where a value is refused.
  static var allValueStrings: [String] { PromptKind.allCases.map(\.rawValue) }
}

/// Two HU values separated by a comma.
struct WindowBounds: ExpressibleByArgument, CustomStringConvertible {
  let window: HUWindow

  init(window: HUWindow) {
    self.window = window
  }

  init?(argument: String) {
    let values = argument.split(separator: ",").compactMap { Double($0) }
    guard values.count == 2, let window = try? HUWindow(low: values[0], high: values[1]) else {
      return nil
    }
    self.window = window
  }

  var description: String { "\(Int(window.low)),\(Int(window.high))" }
}

/// Two probabilities separated by a comma, the lower first.
struct ProbabilityRange: ExpressibleByArgument {
  let bounds: [Double]

  init?(argument: String) {
    let values = argument.split(separator: ",").compactMap { Double($0) }
    guard values.count == 2, 0 < values[0], values[0] < values[1], values[1] <= 1 else {
      return nil
    }
    bounds = values
  }
}

/// Contents of shards separated by commas, or `none`.
struct KeptContents: ExpressibleByArgument, CustomStringConvertible {
  let contents: Set<ShardContent>

  init(contents: Set<ShardContent>) {
    self.contents = contents
  }

  init?(argument: String) {
    if argument == "none" {
      contents = []
      return
    }
    let names = argument.split(separator: ",").map(String.init)
    let known = names.compactMap(ShardContent.init)
    guard !known.isEmpty, known.count == names.count else { return nil }
    contents = Set(known)
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
