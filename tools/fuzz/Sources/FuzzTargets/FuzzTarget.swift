/// A parser of bytes that come from outside, with what is promised of it: any bytes are either taken
/// or refused with the module's own error, in bounded time and memory.
///
/// The fuzzers call these with made-up bytes, the tests with every seed and every input that ever
/// broke a promise.
public struct FuzzTarget: Sendable {
  /// As in `tools/fuzz/run NAME`; also the folder of its seeds.
  public let name: String
  /// The errors that refuse an input. Any other is a finding.
  private let errors: [any Error.Type]
  private let read: @Sendable (FuzzInput) throws -> Void

  /// What became of an input.
  public enum Outcome: Sendable, Equatable {
    case taken
    /// With the error's text.
    case refused(String)
  }

  init(
    _ name: String, refusing errors: any Error.Type...,
    read: @escaping @Sendable (FuzzInput) throws -> Void
  ) {
    self.name = name
    self.errors = errors
    self.read = read
  }

  /// Reads `bytes` the way the program would, with everything that depends on them.
  ///
  /// - Parameter folder: where files may be written; the same for every input of a process.
  /// - Throws: `FuzzFinding` or an error that this parser must not throw.
  public func check(_ bytes: [UInt8], in folder: String) throws -> Outcome {
    do {
      try read(FuzzInput(bytes: bytes, folder: folder))
      return .taken
    } catch {
      guard errors.contains(where: { $0 == type(of: error) }) else { throw error }
      return .refused("\(error)")
    }
  }

  /// Every parser there is.
  public static let all: [FuzzTarget] = [
    nifti, pickle, zip, safetensors, numpy, zarrMetadata, zarrShard, graph, prompts, dataset,
    datasetList, png, journal,
  ]
}

/// A promise that a parser broke without trapping.
public struct FuzzFinding: Error, CustomStringConvertible {
  public let description: String

  /// Throws a finding unless `holds`.
  static func require(_ holds: Bool, _ promise: String) throws {
    if !holds { throw FuzzFinding(description: "broken promise: \(promise)") }
  }
}
