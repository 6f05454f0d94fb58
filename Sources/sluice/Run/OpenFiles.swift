import Foundation

/// How many files the process may have open at a time.
enum OpenFiles {
  /// The threads, their queues and a run's own files take this many; with fewer, the system's libraries
  /// stop the process without a word.
  private static let least: rlim_t = 64
  private static let enough: rlim_t = 4096

  /// Takes as many as the system lets it, up to what any run needs.
  ///
  /// - Throws: `CommandFailure` if those are too few.
  static func raiseLimit() throws {
    var limit = rlimit()
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(files, &limit) == 0 else { return }
    if limit.rlim_cur < enough {
      limit.rlim_cur = min(enough, limit.rlim_max)
      // A refusal leaves what there was, which is looked at next.
      _ = setrlimit(files, &limit)
      guard getrlimit(files, &limit) == 0 else { return }
    }
    guard limit.rlim_cur >= least else {
      throw CommandFailure(
        .badInput,
        "error: only \(limit.rlim_cur) files may be open at a time; raise the limit to \(least) or more "
          + "(ulimit -n)")
    }
  }
}
