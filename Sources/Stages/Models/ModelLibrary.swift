public import NN
public import SegmentAnything
import Synchronization

/// Models by their files: each is loaded once, however many stages use it.
public final class ModelLibrary: Sendable {
  /// A model in memory.
  public struct Model: Sendable {
    public var sam: Sam
    /// SHA-256 of the checkpoint file, in hexadecimal.
    public let digest: String
  }

  private let models = Mutex<[String: Result<Model, any Error>]>([:])
  private let configurations = Mutex<[String: SamConfiguration]>([:])

  public init() {}

  /// The model in the file, loaded on first use.
  ///
  /// - Throws: `CheckpointError` and relatives if the file can't be read or isn't a SAM.
  public func model(at path: String) throws -> Model {
    // Loading under the lock is on purpose: whoever comes second waits for the same model.
    try models.withLock { models in
      if let loaded = models[path] { return try loaded.get() }
      let loading = Result {
        let sam = try Sam(checkpoint: path)
        return Model(sam: sam, digest: try Digest.sha256(ofFile: path))
      }
      models[path] = loading
      return try loading.get()
    }
  }

  /// The architecture of the model in the file, without loading it.
  public func configuration(at path: String) throws -> SamConfiguration {
    try configurations.withLock { configurations in
      if let known = configurations[path] { return known }
      let configuration = try SamConfiguration(checkpoint: path)
      configurations[path] = configuration
      return configuration
    }
  }

  /// What keeps the file from being used as a model, for a check before anything runs.
  static func problems(ofCheckpoint path: String) -> [String] {
    do {
      _ = try ModelLibrary().configuration(at: path)
      return []
    } catch {
      return ["\(error)"]
    }
  }
}
