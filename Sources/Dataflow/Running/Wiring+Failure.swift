import DurableFiles
import Logging

extension Wiring {
  /// Quarantines a failure, or ends the run with it, as the stage's policy says. A full disk, and
  /// whatever else isn't the item's fault, always ends the run.
  func setAside(_ item: QuarantinedItem, _ work: GroupWork?) throws {
    let isJournals = run.resumption?.journal.isOf(item.error) ?? false
    let nature = isJournals ? .ofTheRun : ErrorNature(item.error)
    guard settings.onFailure.then == .quarantine, nature != .outOfSpace, nature != .ofTheRun else {
      throw StageFailure(
        stage: name, item: item.index.map { ItemKey(group: item.group, index: $0) },
        error: item.error)
    }
    // What may have passed by the next time is tried again then.
    do {
      if nature != .passing { try work?.setAside(item, at: node) }
    } catch {
      throw StageFailure(stage: name, item: nil, error: error)
    }
    run.ledger.quarantine(item)
    let place = item.index.map { "\(item.group), item \($0)," } ?? item.group
    run.logger.warning("\(place) is set aside at \(name): \(item.error)")
  }
}

extension Wiring {
  /// Does something that writes to the run's folder. When that fails, it is the folder's fault and not
  /// the item's, unless it is the name that can't be.
  func writing<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as FileError { throw blamingOutput(error) }
  }

  private func blamingOutput(_ error: FileError) -> any Error {
    guard let root = run.resumption?.journal.root, error.path.hasPrefix("\(root)/"),
      !error.isOutOfSpace, !error.isOfTheName
    else { return error }
    return OutputFailure(error: error)
  }
}

/// The folder that the run writes to can't be written to.
private struct OutputFailure: Error, NaturedError, CustomStringConvertible {
  let error: FileError

  var nature: ErrorNature { .ofTheRun }
  var description: String { error.description }
}

extension Wiring {
  /// How often an error that may pass is tried again where the policy says nothing.
  private static let retriesOfPassing = 3

  /// Does something that can be done again, as often as the stage's policy says; what may pass by
  /// itself is tried again in any case.
  ///
  /// - Parameter isRepeatable: whether the policy's retries hold here, or only those for what may
  ///   pass.
  func retrying<Result>(
    _ key: ItemKey, isRepeatable: Bool, _ body: () async throws -> Result
  ) async throws -> Result {
    let policy = settings.onFailure
    var pause = policy.backoff
    var attempt = 0
    while true {
      do {
        return try await body()
      } catch let error where !isTeardown(error) {
        let most = max(
          isRepeatable ? policy.retries : 0,
          ErrorNature(error) == .passing ? Self.retriesOfPassing : 0)
        guard attempt < most else { throw error }
        attempt += 1
        run.logger.info(
          "retrying",
          metadata: [
            "item": "\(key)", "stage": "\(name)", "attempt": "\(attempt)", "reason": "\(error)",
          ])
        try await run.sleep(pause)
        pause *= 2
      }
    }
  }
}

/// Whether an error that code of a stage threw only says that the run is being torn down or
/// stopped. A `CancellationError` of a stage's own making is a failure like any other.
func isTeardown(_ error: any Error) -> Bool {
  Task.isCancelled || error is RunStopping
}
