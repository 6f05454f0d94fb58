/// What is odd about a case that went through all the same.
public struct CaseWarning: Sendable, Codable, Equatable {
  public var `case`: String
  /// In a sentence.
  public var text: String

  /// So many are listed on the page.
  public static let mostListed = 200

  public init(case id: String, text: String) {
    self.case = id
    self.text = text
  }
}
