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

  public init(folder: RunFolder, team: ThreadTeam, models: ModelLibrary, logger: Logger) {
    self.folder = folder
    self.team = team
    self.models = models
    self.logger = logger
  }
}
