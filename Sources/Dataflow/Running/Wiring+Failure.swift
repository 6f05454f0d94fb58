import Logging

extension Wiring {
  /// Quarantines a failure, or ends the run with it, as the stage's policy says.
  func setAside(_ item: QuarantinedItem) throws {
    guard settings.onFailure.then == .quarantine else {
      throw StageFailure(
        stage: name, item: item.index.map { ItemKey(group: item.group, index: $0) },
        error: item.error)
    }
    run.ledger.quarantine(item)
    run.logger.warning(
      "quarantined",
      metadata: [
        "group": "\(item.group)", "stage": "\(name)", "reason": "\(item.error)",
      ])
  }
}

/// Whether an error that code of a stage threw only says that the run is being torn down or
/// stopped. A `CancellationError` of a stage's own making is a failure like any other.
func isTeardown(_ error: any Error) -> Bool {
  Task.isCancelled || error is RunStopping
}
