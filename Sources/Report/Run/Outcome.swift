/// How a run went, and where time and memory went: metrics.json.
public struct Outcome: Sendable, Codable, Equatable {
  /// A stage of the graph. Times are seconds, added up over its workers.
  public struct Stage: Sendable, Codable, Equatable {
    public var name: String
    public var workers: Int?
    public var items: Int?
    public var failures: Int?
    public var busySeconds: Double?
    public var waitingSeconds: Double?
    public var blockedSeconds: Double?
    public var peakQueueDepth: Int?
    /// What became of the stage's units of work in this session, if the run keeps account of it.
    public var units: Units?

    public init(name: String) {
      self.name = name
    }

    /// Seconds that its workers were there at all.
    var seconds: Double {
      [busySeconds, waitingSeconds, blockedSeconds].compactMap(\.self).reduce(0, +)
    }
  }

  /// A stage's units of work: what was there already, and what was done.
  public struct Units: Sendable, Codable, Equatable {
    /// Found finished and taken as they are.
    public var reused: Int?
    /// Found finished, but done again.
    public var redone: Int?
    /// Not there before.
    public var new: Int?
    /// Failed, in this session or before on the same inputs.
    public var setAside: Int?
    /// Why units were done again, as sentences.
    public var reasons: [String]?

    public init(
      reused: Int? = nil, redone: Int? = nil, new: Int? = nil, setAside: Int? = nil,
      reasons: [String]? = nil
    ) {
      self.reused = reused
      self.redone = redone
      self.new = new
      self.setAside = setAside
      self.reasons = reasons
    }
  }

  /// `done`, `partlyQuarantined`, `allQuarantined` or `stopped`; others are shown as they are.
  public var status: String?
  public var seconds: Double?
  public var completeCases: Int?
  /// Of those, the ones that an earlier session had finished.
  public var reusedCases: Int?
  public var quarantined: Int?
  public var budgetBytes: Int?
  public var peakBudgetBytes: Int?
  public var peakResidentBytes: Int?
  /// The stage that the others waited for.
  public var bottleneck: String?
  /// True if this session continued a run that was there.
  public var resumed: Bool?
  public var stages: [Stage]?

  public init() {}
}
