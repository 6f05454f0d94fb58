import Synchronization

/// Adds up where the time of one worker goes.
///
/// One task writes, any other may read. The lock is practically never contended.
final class WorkerMeter: Sendable {
  private struct State {
    var activity: Activity? = .waiting
    var item: ItemKey?
    var since = ContinuousClock.now
    var reading = Reading()
  }

  /// What a worker has done so far.
  struct Reading: Sendable {
    var times = ActivityTimes()
    var items = 0
    /// Items of which an earlier result was found; `items` counts them too.
    var recalled = 0
    var failures = 0

    static func += (left: inout Self, right: Self) {
      left.times += right.times
      left.items += right.items
      left.recalled += right.recalled
      left.failures += right.failures
    }
  }

  private let stage: String
  private let number: Int
  private let observer: (any RunObserver)?
  private let state = Mutex(State())

  init(stage: String, number: Int, observer: (any RunObserver)?) {
    self.stage = stage
    self.number = number
    self.observer = observer
  }

  /// - Parameter item: what is worked on, if that is known.
  func enter(_ activity: Activity, _ item: ItemKey? = nil) {
    change(to: activity, item)
  }

  /// The worker has ended.
  func leave() {
    change(to: nil, nil)
  }

  func countItem(recalled: Bool = false) {
    state.withLock {
      $0.reading.items += 1
      $0.reading.recalled += recalled ? 1 : 0
    }
  }

  func countFailure() {
    state.withLock { $0.reading.failures += 1 }
  }

  private func change(to activity: Activity?, _ item: ItemKey?) {
    let ended = state.withLock { state -> Span? in
      guard state.activity != activity || item != nil && state.item != item else { return nil }
      let now = ContinuousClock.now
      defer {
        state.activity = activity
        state.item = item
        state.since = now
      }
      guard let last = state.activity else { return nil }
      state.reading.times[last] += state.since.duration(to: now)
      guard observer != nil else { return nil }
      return Span(
        stage: stage, worker: number, activity: last, item: state.item, start: state.since,
        end: now)
    }
    if let ended { observer?.ended(ended) }
  }

  var reading: Reading {
    state.withLock { state in
      var reading = state.reading
      if let activity = state.activity {
        reading.times[activity] += state.since.duration(to: ContinuousClock.now)
      }
      return reading
    }
  }
}
