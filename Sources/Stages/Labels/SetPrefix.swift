import GraphFile

/// What the names of sets of labels begin with, so that a run may hold those of several datasets.
enum SetPrefix {
  static let option = OptionDescription(
    "prefix", .text,
    help: "what the names of the labels begin with, to tell apart those of several datasets")

  /// What is wrong with it as a part of a folder's name.
  static func problems(_ prefix: String) -> [String] {
    guard prefix.hasPrefix(".") || prefix.contains("/") else { return [] }
    return ["prefix: \"\(prefix)\" can't begin the name of a folder"]
  }
}
