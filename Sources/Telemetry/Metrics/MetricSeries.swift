internal import CoreMetrics
internal import Synchronization

enum MetricKind: String, Sendable {
  case counter
  case gauge
  case histogram
}

/// The values of one metric under one set of labels.
protocol MetricSeries: AnyObject, Sendable {
  /// Appends this series' lines.
  func write(name: String, labels: [PrometheusLabel], to format: inout ExpositionFormat)
}

/// A number in an atomic, as its bits.
struct AtomicDouble: ~Copyable, Sendable {
  private let bits = Atomic<UInt64>(0)

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func set(_ value: Double) {
    bits.store(value.bitPattern, ordering: .relaxed)
  }

  func add(_ amount: Double) {
    var old = bits.load(ordering: .relaxed)
    while true {
      let new = (Double(bitPattern: old) + amount).bitPattern
      let (done, found) = bits.weakCompareExchange(
        expected: old, desired: new, ordering: .relaxed)
      if done { return }
      old = found
    }
  }
}

/// Counts in whole numbers and fractions, which it adds up apart: whole ones stay exact.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
  private let whole = Atomic<Int64>(0)
  private let fractional = AtomicDouble()

  /// Amounts below 1 change nothing: a counter never goes back. It stops at `Int64.max`.
  func increment(by amount: Int64) {
    guard amount > 0 else { return }
    var old = whole.load(ordering: .relaxed)
    while true {
      let (sum, overflow) = old.addingReportingOverflow(amount)
      let (done, found) = whole.weakCompareExchange(
        expected: old, desired: overflow ? .max : sum, ordering: .relaxed)
      if done { return }
      old = found
    }
  }

  func increment(by amount: Double) {
    guard amount > 0, amount.isFinite else { return }
    fractional.add(amount)
  }

  func reset() {
    whole.store(0, ordering: .relaxed)
    fractional.set(0)
  }

  func write(name: String, labels: [PrometheusLabel], to format: inout ExpositionFormat) {
    let whole = whole.load(ordering: .relaxed)
    let fractional = fractional.value
    let value = fractional == 0 ? "\(whole)" : ExpositionFormat.number(Double(whole) + fractional)
    format.sample(name: name, labels: labels, value: value)
  }
}

/// The last value that was set.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
  private let current = AtomicDouble()

  func set(_ value: Int64) { current.set(Double(value)) }
  func set(_ value: Double) { current.set(value) }
  func increment(by amount: Double) { current.add(amount) }
  func decrement(by amount: Double) { current.add(-amount) }
  func record(_ value: Int64) { current.set(Double(value)) }
  func record(_ value: Double) { current.set(value) }

  func write(name: String, labels: [PrometheusLabel], to format: inout ExpositionFormat) {
    format.sample(name: name, labels: labels, value: ExpositionFormat.number(current.value))
  }
}

/// How many values fell below each of some fixed bounds, and their sum. Timers are in seconds.
///
/// One lock for each series keeps sum and counts in step; it is held for a search and two additions.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
  private struct State {
    /// One for each bound, and one for what is above the last.
    var counts: [Int]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let state: Mutex<State>

  /// - Parameter bounds: inclusive upper bounds, ascending, all finite.
  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  /// NaN, which is in no bucket, is not counted.
  func record(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[bucket] += 1
      $0.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func write(name: String, labels: [PrometheusLabel], to format: inout ExpositionFormat) {
    let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
    var total = 0
    for (index, count) in counts.enumerated() {
      total += count
      let bound = index < bounds.count ? bounds[index] : .infinity
      format.sample(
        name: name, suffix: "_bucket", labels: labels,
        extra: PrometheusLabel(name: "le", value: ExpositionFormat.number(bound)), value: "\(total)"
      )
    }
    format.sample(name: name, suffix: "_sum", labels: labels, value: ExpositionFormat.number(sum))
    format.sample(name: name, suffix: "_count", labels: labels, value: "\(total)")
  }
}
