import Foundation

/// The labels of a run and their colours, from `labels.txt` beside the labels (ITK-SNAP's form).
enum LabelColours {
  /// Every label that a set of prompts has, each once; none if there is only one.
  ///
  /// - Parameter folder: with a folder for each set of prompts.
  static func read(_ folder: String) -> [Gallery.Label] {
    var labels: [Gallery.Label] = []
    for set in FolderListing.names(folder) {
      let text = (try? String(contentsOfFile: "\(folder)/\(set)/labels.txt", encoding: .utf8)) ?? ""
      for label in text.split(whereSeparator: \.isNewline).compactMap(label) {
        if !labels.contains(label) { labels.append(label) }
      }
    }
    return labels.count > 1 ? Array(labels.prefix(mostLabels)) : []
  }

  /// More would be no legend any more.
  private static let mostLabels = 120

  /// `1 86 180 233 1 1 1 "liver"`
  private static func label(_ line: Substring) -> Gallery.Label? {
    let parts = line.split(separator: " ", maxSplits: 7)
    guard parts.count == 8, let value = Int(parts[0]), value > 0 else { return nil }
    let channels = parts[1...3].compactMap { UInt8($0) }
    guard channels.count == 3 else { return nil }
    let colour = channels.map { String(format: "%02x", $0) }.joined()
    return Gallery.Label(
      name: parts[7].trimmingCharacters(in: CharacterSet(charactersIn: "\"")), colour: "#\(colour)")
  }
}
