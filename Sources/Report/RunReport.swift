/// What the page about a run says: plain values, from a run folder or from anywhere else.
///
/// Every part may be missing; the page then says so in its place.
public struct RunReport: Sendable, Codable {
  /// The run folder's name.
  public var name: String
  public var request: Request?
  public var outcome: Outcome?
  public var timeline: Timeline?
  /// By kind of prompts.
  public var scores: [PromptScores] = []
  /// By kind of prompts.
  public var estimates: [PromptEstimates] = []
  public var gallery = Gallery()
  public var quarantine = Quarantine()
  public var warnings: [CaseWarning] = []
  /// Networks that the run trained, by name.
  public var trainings: [TrainingCurve] = []
  /// Only if a comparison was made from the run.
  public var study: Study?
  /// Files that could not be read, or not wholly, as sentences.
  public var problems: [String] = []

  /// An empty report.
  public init(name: String) {
    self.name = name
  }
}
