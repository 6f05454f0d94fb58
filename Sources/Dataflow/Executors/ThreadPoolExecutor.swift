import DequeModule
import Foundation

/// Threads of its own for tasks that compute or block, so that Swift's cooperative pool stays free
/// (SE-0417).
final class ThreadPoolExecutor: TaskExecutor, @unchecked Sendable {
  // Unchecked: `jobs` and `isShutDown` are only touched while `condition` is held.
  private let condition = NSCondition()
  private var jobs: Deque<UnownedJob> = []
  private var isShutDown = false

  /// Starts the threads.
  init(name: String, threads: Int) {
    for index in 1...max(threads, 1) {
      let thread = Thread { [self] in
        // From inside: a name given from outside doesn't reach the system.
        Thread.current.name = "\(name)-\(index)"
        work()
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.lock()
    jobs.append(job)
    condition.signal()
    condition.unlock()
  }

  /// Lets the threads end once the queue is empty. Nothing may be enqueued afterwards.
  func shutDown() {
    condition.lock()
    isShutDown = true
    condition.broadcast()
    condition.unlock()
  }

  private func work() {
    while true {
      condition.lock()
      while jobs.isEmpty && !isShutDown { condition.wait() }
      let job = jobs.popFirst()
      condition.unlock()
      guard let job else { return }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
