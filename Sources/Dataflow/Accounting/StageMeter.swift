import Synchronization

/// The meters of all workers of a stage.
final class StageMeter: Sendable {
  private let stage: String
  private let observer: (any RunObserver)?
  private let workers = Mutex<[WorkerMeter]>([])

  init(stage: String, observer: (any RunObserver)?) {
    self.stage = stage
    self.observer = observer
  }

  func worker() -> WorkerMeter {
    workers.withLock { workers in
      let meter = WorkerMeter(stage: stage, number: workers.count, observer: observer)
      workers.append(meter)
      return meter
    }
  }

  var reading: WorkerMeter.Reading {
    workers.withLock { $0 }.map(\.reading).reduce(into: WorkerMeter.Reading()) { $0 += $1 }
  }
}
