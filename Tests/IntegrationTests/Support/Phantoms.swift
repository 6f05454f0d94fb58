import Foundation
import Testing

/// Datasets that `sluice phantom` made, once for all tests, which only read them.
enum Phantoms {
  /// Three scans of 96×96×12, in different orientations.
  static let small = Dataset("small", ["--volumes", "3", "--size", "96x96x12", "--seed", "3"])
  /// More slices than a run can be through with before it is interrupted.
  static let long = Dataset("long", ["--volumes", "4", "--size", "64x64x150", "--seed", "5"])

  final class Dataset: Sendable {
    private let making: Task<String, any Error>

    init(_ name: String, _ options: [String]) {
      making = Task {
        let folder = try Scratch.shared.get()(name)
        let made = try await SluiceProgram.run(["phantom", "--out", folder] + options)
        try #require(made.exit == 0, "\(made)")
        return folder
      }
    }

    /// Where it is.
    var path: String { get async throws { try await making.value } }
  }

  static let cases = ["phantom_001", "phantom_002", "phantom_003"]
}
