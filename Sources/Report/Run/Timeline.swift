/// How a run went over time: what each stage did, how long its queues were, what slices held.
///
/// Time is running time: sessions of a run that was continued follow one another without the pause
/// between them.
public struct Timeline: Sendable, Codable, Equatable {
  /// What happened between two samples, or several that were joined.
  public struct Interval: Sendable, Codable, Equatable {
    /// Running time in seconds.
    public var start: Double
    public var end: Double
    /// The most bytes that slices on their way held.
    public var budget: Int
    /// In the order of `stageNames`.
    public var stages: [Share]
  }

  /// What the workers of a stage did in an interval, in seconds added up over them.
  public struct Share: Sendable, Codable, Equatable {
    public var busy = 0.0
    public var waiting = 0.0
    public var blocked = 0.0
    public var items = 0
    /// The most items in front of it.
    public var depth = 0

    var seconds: Double { busy + waiting + blocked }
  }

  public struct Session: Sendable, Codable, Equatable {
    public var number: Int
    /// Running time in seconds.
    public var start: Double
    /// In UTC (ISO 8601), if the file says it.
    public var started: String?
  }

  public var stageNames: [String] = []
  public var intervals: [Interval] = []
  public var sessions: [Session] = []

  public init() {}

  /// The running time of all sessions in seconds.
  public var seconds: Double { intervals.last?.end ?? 0 }
}
