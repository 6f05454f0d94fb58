import Synchronization

/// What a worker is doing.
enum Activity: Int, Sendable {
  /// Working on an item.
  case busy
  /// Waiting for an item to arrive.
  case waiting
  /// Waiting for room downstream, for its turn, or for bytes of the budget.
  case blocked
}

/// Adds up where the time of one worker goes.
///
/// One task writes, any other may read. The lock is practically never contended.
final class WorkerMeter: Sendable {
  private struct State {
    var activity: Activity? = .waiting
    var since = ContinuousClock.now
    var totals = ActivityTimes()
    var items = 0
    var failures = 0
  }

  private let state = Mutex(State())

  func enter(_ activity: Activity) {
    change(to: activity)
  }

  /// The worker has ended.
  func leave() {
    change(to: nil)
  }

  func countItem(failed: Bool) {
    state.withLock {
      $0.items += failed ? 0 : 1
      $0.failures += failed ? 1 : 0
    }
  }

  private func change(to activity: Activity?) {
    state.withLock { state in
      guard state.activity != activity else { return }
      let now = ContinuousClock.now
      if let last = state.activity { state.totals[last] += state.since.duration(to: now) }
      state.activity = activity
      state.since = now
    }
  }

  var reading: (times: ActivityTimes, items: Int, failures: Int) {
    state.withLock { state in
      var totals = state.totals
      if let activity = state.activity {
        totals[activity] += state.since.duration(to: ContinuousClock.now)
      }
      return (totals, state.items, state.failures)
    }
  }
}

/// The meters of all workers of a stage.
final class StageMeter: Sendable {
  private let workers = Mutex<[WorkerMeter]>([])

  func worker() -> WorkerMeter {
    let meter = WorkerMeter()
    workers.withLock { $0.append(meter) }
    return meter
  }

  var reading: (times: ActivityTimes, items: Int, failures: Int) {
    let meters = workers.withLock { $0 }
    var total: (times: ActivityTimes, items: Int, failures: Int) = (ActivityTimes(), 0, 0)
    for reading in meters.map(\.reading) {
      total.times += reading.times
      total.items += reading.items
      total.failures += reading.failures
    }
    return total
  }
}

/// Where the time of a stage's workers went, added up over the workers.
public struct ActivityTimes: Sendable, Equatable {
  /// Working.
  public internal(set) var busy: Duration = .zero
  /// Waiting for input.
  public internal(set) var waiting: Duration = .zero
  /// Waiting for room downstream, for its turn, or for bytes of the budget.
  public internal(set) var blocked: Duration = .zero

  subscript(activity: Activity) -> Duration {
    get {
      switch activity {
      case .busy: busy
      case .waiting: waiting
      case .blocked: blocked
      }
    }
    set {
      switch activity {
      case .busy: busy = newValue
      case .waiting: waiting = newValue
      case .blocked: blocked = newValue
      }
    }
  }

  static func += (left: inout Self, right: Self) {
    left.busy += right.busy
    left.waiting += right.waiting
    left.blocked += right.blocked
  }
}
