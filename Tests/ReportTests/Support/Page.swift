import Report

extension RunReport {
  /// The whole page.
  func page() throws -> String {
    var text = ""
    try writePage { text += $0 }
    return text
  }
}
