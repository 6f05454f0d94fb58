import Dataflow
import DurableFiles
import NN
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
  private let outlines = Mutex<[String: ModelOutline]>([:])
  private let digests = Mutex<[String: String]>([:])

  public init() {}

  /// The model in the file, loaded on first use.
  ///
  /// - Throws: `CheckpointError` or `SamError` if the file can't be read or isn't a SAM.
  public func model(at path: String) throws -> Model {
    // Loading under the lock is on purpose: whoever comes second waits for the same model.
    try models.withLock { models in
      if let loaded = models[path] { return try loaded.get() }
      let loading = Result {
        Model(sam: try Sam(checkpoint: path), digest: try digest(of: path))
      }
      models[path] = loading
      return try loading.get()
    }
  }

  /// The SHA-256 of the file, taken once.
  ///
  /// Always of what is read now: nobody should label with a checkpoint that was damaged since.
  ///
  /// - Throws: `FileError` if the file can't be read.
  public func digest(of path: String) throws -> String {
    try digests.withLock { digests in
      if let known = digests[path] { return known }
      let digest = try Digest.sha256(ofFile: path)
      digests[path] = digest
      return digest
    }
  }

  /// What the model in the file will need, without loading it.
  ///
  /// - Throws: `CheckpointError` or `SamError` if the file can't be read or isn't a SAM.
  func outline(at path: String) throws -> ModelOutline {
    try outlines.withLock { outlines in
      if let known = outlines[path] { return known }
      let outline = try ModelOutline(checkpoint: path)
      outlines[path] = outline
      return outline
    }
  }
}
