public import Report

/// A figure of a study.
public struct StudyFigure: Sendable {
  /// What its files are called, without extension.
  public let name: String
  public let title: String
  public let caption: String
  public let chart: any Chart
  /// How wide it is drawn. px
  public let width: Double
}
