/// What the model itself said of its masks for one kind of prompts: provenance.csv.
public struct PromptEstimates: Sendable, Codable, Equatable {
  public var prompts: String
  /// Predicted IoU and stability of every mask.
  public var predictedIoU = Distribution()
  public var stability = Distribution()
  public var masks = 0
  /// Masks that were left out of the labels, by reason.
  public var leftOut: [String: Int] = [:]
  public var emptyMasks = 0

  public init(prompts: String) {
    self.prompts = prompts
  }
}
