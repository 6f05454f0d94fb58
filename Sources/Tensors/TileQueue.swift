internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// One call of `ThreadTeam.forEach`: tiles are claimed with an atomic counter.
///
/// Unchecked: `body` is called from several threads, which `forEach` demands of it, and changed
/// only when no thread will call it again.
final class TileJob: @unchecked Sendable {
  private let tiles: Int
  private var body: ((Int) -> Void)?
  private let claimed = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let waiting = Condition()

  init(tiles: Int, body: @escaping (Int) -> Void) {
    self.tiles = tiles
    self.body = body
  }

  var hasUnclaimedTiles: Bool { claimed.load(ordering: .relaxed) < tiles }

  /// Runs tiles until none is unclaimed.
  func work() {
    while true {
      let tile = claimed.wrappingAdd(1, ordering: .relaxed).oldValue
      guard tile < tiles else { return }
      run(tile)
      if finished.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == tiles {
        waiting.withLock { waiting.broadcast() }
      }
    }
  }

  /// Never inlined: no reference to `body` may outlive the call, since the caller of `forEach`
  /// takes its closure back as soon as the last tile has finished.
  @inline(never)
  private func run(_ tile: Int) {
    body!(tile)
  }

  /// Returns when every tile has been run, by whichever thread, and lets go of the body.
  func waitUntilFinished() {
    defer { body = nil }
    for _ in 0..<spinCount {
      if finished.load(ordering: .acquiring) == tiles { return }
      relax()
    }
    waiting.withLock {
      while finished.load(ordering: .acquiring) < tiles { waiting.wait() }
    }
  }
}

/// The open jobs of a team, first come first served.
///
/// Unchecked: `jobs` and `closed` are guarded by `changed`'s lock.
final class TileQueue: @unchecked Sendable {
  private var jobs: [TileJob] = []
  private var closed = false
  private var sleeping = 0
  private let changed = Condition()
  /// Counts changes, so that a worker between two jobs can look for the next one without the lock.
  private let generation = Atomic<Int>(0)

  func open(_ job: TileJob, workersWanted: Int) {
    changed.withLock {
      jobs.append(job)
      generation.wrappingAdd(1, ordering: .releasing)
      if sleeping > 0 {
        if workersWanted == 1 { changed.signal() } else { changed.broadcast() }
      }
    }
  }

  func withdraw(_ job: TileJob) {
    changed.withLock { jobs.removeAll { $0 === job } }
  }

  func close() {
    changed.withLock {
      closed = true
      generation.wrappingAdd(1, ordering: .releasing)
      changed.broadcast()
    }
  }

  /// A job with tiles to claim; waits for one. Nil once the queue is closed.
  func next() -> TileJob? {
    while true {
      let seen = generation.load(ordering: .acquiring)
      let found = changed.withLock { (job: jobs.first { $0.hasUnclaimedTiles }, closed: closed) }
      if let job = found.job { return job }
      if found.closed { return nil }
      var spins = 0
      while spins < spinCount, generation.load(ordering: .acquiring) == seen {
        relax()
        spins += 1
      }
      guard spins == spinCount else { continue }
      changed.withLock {
        sleeping += 1
        while generation.load(ordering: .acquiring) == seen { changed.wait() }
        sleeping -= 1
      }
    }
  }
}

/// How often to look before going to sleep: some 20 µs, about what waking up would cost.
private let spinCount = 500

/// Leaves the core to its other thread for a moment.
@inline(__always)
private func relax() {
  _ = sched_yield()
}

/// A mutex and a condition variable, at addresses that never change.
private final class Condition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func withLock<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  func wait() { pthread_cond_wait(condition, mutex) }
  func signal() { pthread_cond_signal(condition) }
  func broadcast() { pthread_cond_broadcast(condition) }
}
