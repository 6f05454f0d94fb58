public import CoreMetrics
internal import Synchronization

/// Keeps what is measured through swift-metrics, and renders it as Prometheus' text format.
///
/// Counters stay counters, meters and recorders that don't aggregate become gauges, timers (in
/// seconds) and aggregating recorders become histograms with fixed buckets. Handles of the same
/// label and dimensions share one series. Updating a counter or a gauge is one atomic operation;
/// making a handle takes a lock, so make it once and keep it.
///
/// Names that Prometheus doesn't allow are changed: characters into `_`, and a metric whose name
/// another one has already taken, under another kind, gets an underscore at its end.
public final class PrometheusRegistry: MetricsFactory {
  /// How much a registry takes on, and how it sorts what it is given.
  public struct Options: Sendable {
    /// Upper bounds of the buckets, ascending; in seconds for timers.
    public var buckets: [Double] = [
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]
    /// How many sets of dimensions a metric may have. What comes under others is added up in one
    /// series with the label `overflow="true"`.
    public var seriesPerMetric = 500
    /// How many metrics there may be. Others are not kept.
    public var metrics = 500

    public init() {}
  }

  private struct Description {
    var help: String?
    var buckets: [Double]?
  }

  private struct State {
    /// By the name that a metric was asked for and its kind.
    var families: [FamilyKey: MetricFamily] = [:]
    var takenNames: Set<String> = []
    var descriptions: [String: Description] = [:]
  }

  private struct FamilyKey: Hashable {
    let name: String
    let kind: MetricKind
  }

  private let options: Options
  private let state = Mutex(State())

  public init(options: Options = Options()) {
    self.options = options
  }

  /// Says what a metric means, and where its buckets end.
  ///
  /// - Parameters:
  ///   - label: as it is given to the metric.
  ///   - help: a sentence for people who read the metrics.
  ///   - buckets: upper bounds, in seconds for timers, instead of the registry's; they count only
  ///     if they are given before the metric is first made.
  public func describe(_ label: String, help: String, buckets: [Double]? = nil) {
    state.withLock {
      $0.descriptions[PrometheusName.metric(label)] = Description(help: help, buckets: buckets)
    }
  }

  /// All metrics, ordered by name and labels.
  public func render() -> String {
    let (families, descriptions) = state.withLock { ($0.families, $0.descriptions) }
    var format = ExpositionFormat()
    for (key, family) in families.sorted(by: { $0.value.name < $1.value.name })
    where !family.entries.isEmpty {
      format.header(
        name: family.name, kind: family.kind, help: descriptions[key.name]?.help)
      let entries = family.entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      for (labels, entry) in entries {
        entry.series.write(name: family.name, labels: labels, to: &format)
      }
    }
    return format.text
  }

  /// The series for a handle; `nil` if there are too many metrics.
  private func series(
    _ label: String, _ dimensions: [(String, String)], kind: MetricKind
  ) -> (any MetricSeries)? {
    let name = PrometheusName.metric(label)
    let labels = PrometheusName.labels(dimensions, reserved: kind == .histogram ? ["le"] : [])
    let key = FamilyKey(name: name, kind: kind)
    return state.withLock { state in
      if state.families[key] == nil {
        guard state.families.count < options.metrics else { return nil }
        state.families[key] = makeFamily(name, kind: kind, in: &state)
      }
      return state.families[key]?.series(labels, limit: options.seriesPerMetric)
    }
  }

  private func makeFamily(_ name: String, kind: MetricKind, in state: inout State) -> MetricFamily {
    var free = name
    while !state.takenNames.isDisjoint(with: MetricFamily.sampleNames(free, kind: kind)) {
      free += "_"
    }
    state.takenNames.formUnion(MetricFamily.sampleNames(free, kind: kind))
    let bounds = state.descriptions[name]?.buckets ?? options.buckets
    let usable = Set(bounds.filter(\.isFinite)).sorted()
    return MetricFamily(name: free, kind: kind) {
      switch kind {
      case .counter: CounterSeries()
      case .gauge: GaugeSeries()
      case .histogram: HistogramSeries(bounds: usable)
      }
    }
  }

  private func release(_ handler: AnyObject) {
    guard let series = handler as? any MetricSeries else { return }
    state.withLock { state in
      for key in state.families.keys where state.families[key]?.release(series) == true { return }
    }
  }
}

extension PrometheusRegistry {
  private var ignoring: NOOPMetricsHandler { .instance }

  public func makeCounter(
    label: String, dimensions: [(String, String)]
  ) -> any CounterHandler {
    series(label, dimensions, kind: .counter) as? CounterSeries ?? ignoring
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series(label, dimensions, kind: .counter) as? CounterSeries ?? ignoring
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, kind: .gauge) as? GaugeSeries ?? ignoring
  }

  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    let series = series(label, dimensions, kind: aggregate ? .histogram : .gauge)
    return series as? any RecorderHandler ?? ignoring
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, kind: .histogram) as? HistogramSeries ?? ignoring
  }

  public func destroyCounter(_ handler: any CounterHandler) { release(handler) }
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
    release(handler)
  }
  public func destroyMeter(_ handler: any MeterHandler) { release(handler) }
  public func destroyRecorder(_ handler: any RecorderHandler) { release(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { release(handler) }
}
