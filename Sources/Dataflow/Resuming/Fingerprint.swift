import Foundation

/// What a stage's results follow from, besides what arrives at its ports: its kind, the version of
/// its code, and its options.
///
/// Two stages with equal fingerprints and equal inputs make equal results, bit by bit. Leave out
/// what makes no difference, such as the number of workers; put the digest of a file in place of
/// its path.
public struct Fingerprint: Sendable, Hashable {
  public let kind: String
  /// To be raised whenever the same options give other results than before.
  public let version: Int
  /// Names and values, as a person may be told that one of them changed.
  public var ingredients: [String: String]
  /// The same for what only decides of which inputs the stage makes something.
  public var selection: [String: String] = [:]
  /// What of a group the stage looks at, by the names that the source gives in `GroupInputs`.
  public var reads: Aspects

  public init(
    _ kind: String, version: Int = 1, ingredients: [String: String] = [:], reads: Aspects = .all
  ) {
    self.kind = kind
    self.version = version
    self.ingredients = ingredients
    self.reads = reads
  }

  /// A fingerprint whose ingredients are a stage's options, under their coding keys.
  ///
  /// - Parameter without: options that make no difference to the results.
  public init(
    _ kind: String, version: Int = 1, options: some Encodable, without: Set<String> = [],
    reads: Aspects = .all
  ) {
    self.init(kind, version: version, reads: reads)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(options),
      let members = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return }
    for (name, value) in members where !without.contains(name) {
      let text = try? JSONSerialization.data(
        withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes])
      ingredients[name] = text.map { String(decoding: $0, as: UTF8.self) }
    }
  }
}

/// Which of a group's inputs a stage looks at.
public enum Aspects: Sendable, Hashable {
  /// All there are: right for a stage that doesn't say.
  case all
  case only(Set<String>)

  func contains(_ name: String) -> Bool {
    switch self {
    case .all: true
    case .only(let names): names.contains(name)
    }
  }

  func union(_ other: Aspects) -> Aspects {
    switch (self, other) {
    case (.only(let mine), .only(let theirs)): .only(mine.union(theirs))
    default: .all
    }
  }
}
