import CMalloc
import Foundation

/// How the process's memory is laid out by glibc's allocator.
enum Heap {
  /// Lets all threads share one heap, unless the user's environment sets the number.
  ///
  /// glibc gives each thread one of up to eight heaps per core. A slice's planes are made on one
  /// thread and let go on another, so that every heap comes to hold room for the largest of them,
  /// free and out of the others' reach; how much depends on how long the run is. Small blocks come
  /// from each thread's own cache all the same, and the large ones are few.
  static func shareBetweenThreads() {
    let environment = ProcessInfo.processInfo.environment
    let isSetByUser =
      environment["MALLOC_ARENA_MAX"] != nil
      || environment["GLIBC_TUNABLES"]?.contains("glibc.malloc.arena_max") == true
    // A refusal leaves the usual heaps.
    if !isSetByUser { _ = mallopt(M_ARENA_MAX, 1) }
  }
}
