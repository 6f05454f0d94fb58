import DequeModule
import Foundation
import Synchronization

/// Threads of its own for tasks that compute or block, so that Swift's cooperative pool stays free
/// (SE-0417).
///
/// A thread with nothing to do watches the queue for a moment before it sleeps, one at a time:
/// stages that hand items to each other quickly then do without the system's help, which costs
/// more than the handing over.
final class ThreadPoolExecutor: TaskExecutor, @unchecked Sendable {
  // Unchecked: `jobs`, `isWatched` and `isShutDown` are only touched while `condition` is held.
  private let condition = NSCondition()
  private var jobs: Deque<UnownedJob> = []
  private var isWatched = false
  private var isShutDown = false
  /// How many jobs wait, for the thread that watches without holding the lock.
  private let waiting = Atomic(0)
  /// How often the watching thread looks, leaving its core to others in between.
  private static let looks = 30

  /// Starts the threads.
  init(name: String, threads: Int) {
    // Held until all are named: no job runs on a thread without its name.
    condition.lock()
    defer { condition.unlock() }
    for index in 1...max(threads, 1) {
      let thread = Thread { [self] in work() }
      thread.stackSize = 4 << 20
      thread.start()
      // Only a thread that has started passes its name on to the system, debuggers and profilers.
      thread.name = "\(name)-\(index)"
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.lock()
    jobs.append(job)
    waiting.store(jobs.count, ordering: .releasing)
    // Whoever watches takes the first job; it looks under the lock before it sleeps.
    let mustWake = !isWatched || jobs.count > 1
    condition.unlock()
    if mustWake { condition.signal() }
  }

  /// Lets the threads end once the queue is empty. Nothing may be enqueued afterwards.
  func shutDown() {
    condition.lock()
    isShutDown = true
    condition.broadcast()
    condition.unlock()
  }

  private func work() {
    while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  /// Waits for a job; `nil` once the pool is shut down and nothing is left.
  private func next() -> UnownedJob? {
    condition.lock()
    defer { condition.unlock() }
    if jobs.isEmpty && !isWatched && !isShutDown {
      isWatched = true
      condition.unlock()
      watch()
      condition.lock()
      isWatched = false
    }
    while jobs.isEmpty && !isShutDown { condition.wait() }
    let job = jobs.popFirst()
    waiting.store(jobs.count, ordering: .releasing)
    return job
  }

  private func watch() {
    for _ in 0..<Self.looks {
      if waiting.load(ordering: .acquiring) > 0 { return }
      sched_yield()
    }
  }
}
