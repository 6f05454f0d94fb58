/// One metric: its kind and its series, of which there are no more than a limit.
struct MetricFamily {
  /// Stands for all series above the limit.
  static let overflow = [PrometheusLabel(name: "overflow", value: "true")]

  struct Entry {
    let series: any MetricSeries
    /// How many handles were given out and not destroyed.
    var handles: Int
  }

  let name: String
  let kind: MetricKind
  let makeSeries: @Sendable () -> any MetricSeries
  private(set) var entries: [[PrometheusLabel]: Entry] = [:]

  init(name: String, kind: MetricKind, makeSeries: @escaping @Sendable () -> any MetricSeries) {
    self.name = name
    self.kind = kind
    self.makeSeries = makeSeries
  }

  /// The names that the samples of a metric of this kind and name have.
  static func sampleNames(_ name: String, kind: MetricKind) -> [String] {
    switch kind {
    case .counter, .gauge: [name]
    case .histogram: [name, "\(name)_bucket", "\(name)_sum", "\(name)_count"]
    }
  }

  /// The series under `labels`, or the one that takes what is above `limit`.
  mutating func series(_ labels: [PrometheusLabel], limit: Int) -> any MetricSeries {
    let isNew = entries[labels] == nil
    let key = isNew && entries.count >= limit ? Self.overflow : labels
    let series = entries[key]?.series ?? makeSeries()
    entries[key, default: Entry(series: series, handles: 0)].handles += 1
    return series
  }

  /// Gives one handle back; a series without handles is forgotten. Whether it was one of these.
  mutating func release(_ series: any MetricSeries) -> Bool {
    guard let key = entries.first(where: { $0.value.series === series })?.key else { return false }
    entries[key]?.handles -= 1
    if entries[key]?.handles == 0 { entries[key] = nil }
    return true
  }
}
