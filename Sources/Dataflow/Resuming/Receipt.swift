public import DurableFiles

/// The journal's word that a unit of work is finished: what it followed from and what it left.
public struct Receipt: Sendable, Hashable, Codable {
  public let unit: UnitName
  /// Of everything that the files follow from.
  public let key: UnitKey
  /// Of what the items that arrived follow from, whichever of them there were.
  public let content: UnitKey?
  /// Which recipe of the journal the key was made with, to say later what changed.
  let recipe: String
  /// What the group was made of, for the same.
  public let inputs: [String: String]
  /// How many parts have receipts of their own.
  public let parts: Int
  /// What was published, with paths relative to the run's folder.
  public let files: [PublishedFile]
  /// What the stage noted about the group.
  public let notes: [String: String]

  /// The numbers of its parts, whatever an edited journal says.
  public var partNumbers: Range<Int> { 0..<max(0, parts) }

  /// Whether another stage has written over files that it named.
  var isClaimed: Bool { key == .none }

  /// What is left of a unit after another stage has written over some of its files.
  func without(_ paths: Set<String>) -> Receipt {
    Receipt(
      unit: unit, key: .none, content: nil, recipe: recipe, inputs: inputs, parts: 0,
      files: files.filter { !paths.contains($0.path) }, notes: notes)
  }
}

/// Names a unit of work: what one stage makes of one group, or one part of that.
public struct UnitName: Sendable, Hashable, Codable, CustomStringConvertible {
  public let stage: String
  /// `nil` for what spans groups, such as a table.
  public let group: String?
  /// `nil` for the whole.
  public let part: Int?

  public init(stage: String, group: String?, part: Int? = nil) {
    self.stage = stage
    self.group = group
    self.part = part
  }

  public var description: String {
    [stage, group, part.map { "part \($0)" }].compactMap(\.self).joined(separator: ", ")
  }
}
