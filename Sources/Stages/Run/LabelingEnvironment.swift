public import Dataflow
public import DurableFiles
public import Logging
public import Tensors

/// What the stages of a run share: where it writes, its threads, its models, its voice.
public struct LabelingEnvironment: Sendable {
  public let folder: RunFolder
  /// The threads that arithmetic is spread over.
  public let team: ThreadTeam
  /// Models already loaded, so that none is loaded twice.
  public let models: ModelLibrary
  public let logger: Logger
  /// What earlier runs into the folder finished; `nil` in a run that keeps no journal.
  public let journal: Journal?
  /// Embeddings of other runs, if there is a cache.
  public let cache: EmbeddingCache?
  /// What everything is written through.
  public let files: any FileSystem
  /// What long work is at.
  public let activity = StageActivity()

  public init(
    folder: RunFolder, team: ThreadTeam, models: ModelLibrary, logger: Logger,
    journal: Journal? = nil, cache: EmbeddingCache? = nil,
    files: any FileSystem = LocalFileSystem()
  ) {
    self.folder = folder
    self.team = team
    self.models = models
    self.logger = logger
    self.journal = journal
    self.cache = cache
    self.files = files
  }
}
