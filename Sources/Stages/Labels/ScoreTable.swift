import Foundation
import Imaging

/// Reads a published scores.csv back.
public enum ScoreTable {
  public struct Row: Sendable {
    public let isVolume: Bool
    public let caseID: String
    public let slice: Int?
    /// The label's name; `foreground` for all labels together.
    public let name: String
    /// `nil` where the reference is empty.
    public let dice: Double?
    public let predictedPixels: Int
    public let hasEmptyReference: Bool
  }

  /// - Throws: if the file can't be read.
  public static func read(_ path: String) throws -> [Row] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    return try CSVRows(bytes[...]).rows.dropFirst().compactMap { row in
      let fields = row.fields
      guard fields.count == ScoreRows.columns.count else { return nil }
      return Row(
        isVolume: fields[0] == "volume", caseID: fields[1], slice: Int(fields[2]),
        name: fields[4], dice: Double(fields[5]), predictedPixels: Int(fields[7]) ?? 0,
        hasEmptyReference: fields[9] == "empty")
    }
  }
}
