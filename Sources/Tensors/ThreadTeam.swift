internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Threads that share out the tiles of a kernel.
///
/// A kernel splits its work into tiles whose borders depend on the shapes alone, never on the
/// number of threads, and each tile is computed on one thread. Results are therefore bit-identical
/// for every team. Several callers may use a team at once; its workers then serve them in turn.
public final class ThreadTeam: Sendable {
  /// The number of threads that work on a call: the workers and the caller itself.
  public let threads: Int
  private let queue: TileQueue
  private let workers: [pthread_t]

  /// Starts `threads - 1` workers, at least none. They sleep until there is work, and end with
  /// the team.
  public init(threads: Int) {
    let wanted = max(threads, 1)
    queue = TileQueue()
    workers = (1..<wanted).compactMap { [queue] _ in startWorker(of: queue) }
    self.threads = workers.count + 1
  }

  deinit {
    queue.close()
    for worker in workers { pthread_join(worker, nil) }
  }

  /// Calls `body` once with each index in `0..<tiles`, in any order, on the calling thread and the
  /// workers, and returns when all calls have.
  ///
  /// `body` must write only to memory that belongs to its tile. It may call `forEach` itself.
  public func forEach(_ tiles: Int, _ body: (Int) -> Void) {
    guard tiles > 1, !workers.isEmpty else {
      for tile in 0..<max(tiles, 0) { body(tile) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let job = TileJob(tiles: tiles, body: body)
      queue.open(job, workersWanted: min(tiles - 1, workers.count))
      job.work()
      queue.withdraw(job)
      job.waitUntilFinished()
    }
  }
}

private func startWorker(of queue: TileQueue) -> pthread_t? {
  let argument = Unmanaged.passRetained(queue).toOpaque()
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let status = pthread_create(
    &thread, nil,
    { argument in
      #if canImport(Darwin)
        let pointer: UnsafeMutableRawPointer = argument
      #else
        let pointer = argument!
      #endif
      let queue = Unmanaged<TileQueue>.fromOpaque(pointer).takeRetainedValue()
      while let job = queue.next() { job.work() }
      return nil
    }, argument)
  guard status == 0 else {
    Unmanaged<TileQueue>.fromOpaque(argument).release()
    return nil
  }
  return thread
}
