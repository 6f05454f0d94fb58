/// A run at one instant: what is done, what waits, and where the time goes.
public struct RunSnapshot: Sendable {
  public struct Stage: Sendable {
    public let name: String
    public let workers: Int
    /// Items worked on; skipped ones don't count.
    public let items: Int
    /// Items of which an earlier result was found; `items` counts them too.
    public let recalled: Int
    public let failures: Int
    /// Added up over the workers.
    public let times: ActivityTimes
    /// The channels in front of the stage, one for each port.
    public let inputs: [ChannelStatistics]
    /// The stages whose outputs arrive at those ports.
    public let inputNames: [String]
    /// Of a sink in a run with a journal: which of its units were there already, as far as their
    /// groups have had their turn.
    public let units: UnitTally?
  }

  /// In the order in which they were added: every stage after those it takes from.
  public let stages: [Stage]
  public let budget: BudgetStatistics
  public let elapsed: Duration
  /// How many groups and items the sources expect to send, as far as they said.
  public let expectedGroups: Int?
  public let expectedItems: Int?
  /// Groups that have come to an end everywhere they go, whole or not; one that two sources send is two.
  public let groupsEnded: Int
  /// Those of them of which everything was there already.
  public let groupsEndedBefore: Int
  /// Names of groups of which everything was there already, whichever sources sent them.
  public let groupsReused: Int
  /// Items of groups for which there was nothing to do.
  public let itemsSettled: Int
  public let quarantined: Int
}

extension RunSnapshot {
  /// The stage that the others wait for: of those with a blocked stage before them that aren't blocked
  /// themselves, the one that is busy most. `nil` while nothing waits for anything. Stages that worked for
  /// a short part of the run held nothing up for long.
  public var bottleneck: Stage? {
    var isHeldUp: Set<String> = []
    for stage in stages where stage.share(\.blocked) > 0.25 { isHeldUp.insert(stage.name) }
    let culprits = stages.filter { stage in
      stage.share(\.blocked) <= 0.25 && stage.share(\.busy) > 0.25 && busyShare(stage) > 0.25
        && stage.inputNames.contains(where: isHeldUp.contains)
    }
    let candidates = culprits.isEmpty ? stages.filter { $0.share(\.busy) > 0.5 } : culprits
    return candidates.max { busyShare($0) < busyShare($1) }
  }

  /// How much of the run a stage's workers were busy, 0 to 1.
  private func busyShare(_ stage: Stage) -> Double {
    let time = elapsed * max(stage.workers, 1)
    return time > .zero ? min(stage.times.busy / time, 1) : 0
  }
}

extension RunSnapshot.Stage {
  /// The share of the workers' time, 0 to 1, that went into one activity.
  public func share(_ activity: KeyPath<ActivityTimes, Duration>) -> Double {
    let total = times.busy + times.waiting + times.blocked
    return total > .zero ? times[keyPath: activity] / total : 0
  }
}
