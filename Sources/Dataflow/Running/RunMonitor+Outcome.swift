extension RunMonitor {
  /// How a run ended whose sources have nothing left.
  var outcome: RunOutcome {
    let quarantined = ledger.quarantined
    let complete = ledger.completeGroups
    return RunOutcome(
      status: status(quarantined, complete), quarantined: quarantined, completeGroups: complete,
      snapshot: snapshot())
  }

  private func status(_ quarantined: [QuarantinedItem], _ complete: [String]) -> RunOutcome.Status {
    if ledger.hasStopped { return .stopped }
    if quarantined.isEmpty { return .done }
    // A group of independent items is complete even if every one of them was set aside.
    let untouched = Set(complete).subtracting(quarantined.map(\.group))
    let followed = Set(stages.flatMap(\.inputNames))
    let hasDelivered = stages.contains {
      !followed.contains($0.node.name) && $0.meter.reading.items > 0
    }
    let somethingGotThrough = !untouched.isEmpty || (!complete.isEmpty && hasDelivered)
    return somethingGotThrough ? .partlyQuarantined : .allQuarantined
  }
}
