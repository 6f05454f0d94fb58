import Dataflow
import Stages

/// All that looks at a run while it goes: the console, `status.json` with the timeline, `trace.json`,
/// and the metrics that are served.
struct RunWatchers {
  let status: StatusPublisher
  let trace: RunTrace
  private let progress: ProgressReporter
  private let metrics: RunMetricsService?

  /// - Throws: `FileError` if the trace can't be begun.
  init(
    _ folder: RunFolder, _ options: RunOptions, _ metrics: RunMetricsService?, started: String,
    _ activity: StageActivity
  ) throws {
    status = StatusPublisher(folder, started: started, activity: activity)
    trace = try RunTrace(folder)
    progress = ProgressReporter(
      style: .suited(json: options.json), started: started, activity: activity)
    self.metrics = metrics
  }

  /// Looks at the run from now on.
  func follow(_ monitor: RunMonitor) {
    progress.follow(monitor)
    status.follow(monitor)
    trace.follow(monitor)
    metrics?.gauges.follow(monitor)
  }

  /// Says how it ended.
  ///
  /// - Parameter snapshot: `nil` if it did not begin.
  func finish(_ snapshot: RunSnapshot?, _ ending: RunEnding) async {
    await progress.finish()
    await status.finish(snapshot, outcome: ending.word)
    // What there was to see is worth more than that there was nothing to do.
    await trace.finish(keep: snapshot != nil && !(ending.hadNothingToDo && trace.hasEarlier))
    await metrics?.stop()
  }
}
