import CLinux
import Foundation

/// How the process's memory is laid out by glibc's allocator.
enum Heap {
  /// Blocks of so many bytes and more go back to the system as soon as they are let go.
  private static let leastOwnMapping: Int32 = 1 << 20

  /// Lets all threads share one heap and keeps large blocks out of it, unless the user's environment
  /// says otherwise.
  ///
  /// glibc gives each thread one of up to eight heaps per core. A slice's planes are made on one
  /// thread and let go on another, so that every heap comes to hold room for the largest of them,
  /// free and out of the others' reach; how much depends on how long the run is. Small blocks come
  /// from each thread's own cache all the same, and the large ones are few.
  ///
  /// Once a large block is let go, glibc also takes blocks of that size from the heap, where small ones
  /// that live longer come to lie between them: with ViT-B the heap grew by 40 MiB a slice.
  static func arrange() {
    // A refusal leaves things as they usually are.
    if !isSet("MALLOC_ARENA_MAX", "arena_max") { _ = mallopt(M_ARENA_MAX, 1) }
    if !isSet("MALLOC_MMAP_THRESHOLD_", "mmap_threshold") {
      _ = mallopt(M_MMAP_THRESHOLD, leastOwnMapping)
    }
  }

  private static func isSet(_ variable: String, _ tunable: String) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return environment[variable] != nil
      || environment["GLIBC_TUNABLES"]?.contains("glibc.malloc.\(tunable)") == true
  }
}
