internal import NN
internal import Tensors

/// A checkpoint's tensors, known to be exactly those of a SAM.
struct SamTensors {
  /// Scoped to the prefix that all names share, if they do.
  let weights: Weights
  let configuration: SamConfiguration

  private static let families = ["image_encoder.", "prompt_encoder.", "mask_decoder."]

  /// Throws `SamError.notSam` or `.wrongTensors`. Reads shapes only.
  init(_ weights: Weights, file: String) throws {
    let prefix = try SamTensors.prefix(of: weights.names, file: file)
    // A scope's name comes without its dot.
    self.weights = prefix.isEmpty ? weights : weights.scope(String(prefix.dropLast()))
    configuration = try SamConfiguration(weights: self.weights, prefix: prefix, file: file)
    let problems = SamTensors.problems(configuration, in: self.weights, prefix: prefix)
    guard problems.isEmpty else {
      throw SamError.wrongTensors(
        file: file, problems: Array(problems.prefix(SamError.listedProblems)),
        count: problems.count)
    }
  }

  /// The three values of `pixel_mean` or `pixel_std`, if the checkpoint has them.
  func pixelValues(_ name: String) throws -> [Float]? {
    guard weights.has(name) else { return nil }
    return try weights.tensor(name, shape: [3, 1, 1]).elements
  }

  /// What stands before the official names. Wrappers such as DataParallel put one prefix before
  /// all of them, which is harmless; a file with anything else beside a prefix is a training
  /// state, whose model may not be the one that is meant.
  private static func prefix(of names: [String], file: String) throws -> String {
    if names.contains(where: { name in families.contains { name.hasPrefix($0) } }) { return "" }
    let prefixes = Set(names.compactMap(prefixBeforeFamily))
    if let prefix = prefixes.min() {
      let others = names.filter { !$0.hasPrefix(prefix) }
      guard let other = others.first else { return prefix }
      throw SamError.notSam(
        file: file,
        found: "SAM's tensors stand under “\(prefix)”, beside \(others.count) others such as "
          + "“\(other)”",
        advice: "Save the part under “\(prefix)” alone.")
    }
    if names.contains(where: { $0.hasPrefix("vision_encoder.") }) {
      throw SamError.notSam(
        file: file, found: "the tensors have the names that Hugging Face's transformers uses",
        advice: "Use the checkpoint of the original release.")
    }
    throw SamError.notSam(
      file: file,
      found: names.isEmpty
        ? "it holds no tensors"
        : "it holds tensors such as " + names.prefix(3).map { "“\($0)”" }.joined(separator: ", "),
      advice: "SAM's names begin with image_encoder., prompt_encoder. and mask_decoder.")
  }

  /// What stands before the name of a family in the middle of `name`.
  private static func prefixBeforeFamily(_ name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let index = parts.firstIndex(where: { families.contains($0 + ".") }), index > 0 else {
      return nil
    }
    return parts[..<index].joined(separator: ".") + "."
  }

  private static func problems(
    _ configuration: SamConfiguration, in weights: Weights, prefix: String
  ) -> [SamError.TensorProblem] {
    let expected = configuration.tensorShapes
    let optional = SamConfiguration.optionalTensorShapes
    let names = Set(weights.names).union(expected.keys).sorted()
    return names.compactMap { name in
      let full = prefix + name
      let wanted = expected[name] ?? optional[name]
      switch (weights.shape(of: name), wanted) {
      case (nil, let wanted?):
        return .missing(name: full, expected: "\(wanted)")
      case (let found?, nil):
        return .unexpected(name: full, found: found)
      case (let found?, let wanted?) where found != wanted:
        return .wrongShape(name: full, found: found, expected: "\(wanted)")
      default:
        return nil
      }
    }
  }
}
