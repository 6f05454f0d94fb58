/// What the model is asked: the object in this box, or at these points.
public struct Prompt: Sendable, Hashable, Codable {
  /// The label value that the mask is written with, 1 or more.
  public var label: Int
  /// Which component of the label this is for, 1, 2, … as `ConnectedComponents` numbers them;
  /// 0 for a prompt about all of them.
  public var component: Int
  /// Around the object; nil for point prompts.
  public var box: PromptBox?
  /// Inside the object or in the background, as `pointLabels` says.
  public var points: [PromptPoint]
  /// One for each point: 1 is inside the object, 0 is background.
  public var pointLabels: [Int]

  /// A prompt; give a box, or points with as many labels, or both.
  public init(
    label: Int, component: Int, box: PromptBox? = nil, points: [PromptPoint] = [],
    pointLabels: [Int] = []
  ) {
    self.label = label
    self.component = component
    self.box = box
    self.points = points
    self.pointLabels = pointLabels
  }

  enum CodingKeys: String, CodingKey {
    case label, component, box, points
    case pointLabels = "point_labels"
  }
}
